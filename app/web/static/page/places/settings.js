// How the owner is called, how days, months and amounts are counted and written, and who may come in.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { CategoriesDialog } from "../dialogs/categories.js";
import { ImportHistory } from "../importing/history.js";
import { Card } from "../parts/card.js";
import { Field, Form } from "../parts/dialogs.js";
import { RulesCard } from "../rules/rules.js";
import { AccessTokens, Password } from "../signing/access.js";
import { CalendarFields, CurrencyField, withCalendar, ZoneField } from "../signing/ledger_fields.js";
import { change, signOut, tell, viewer } from "../store/state.js";

export function Place() {
  const [naming, setNaming] = useState(false);
  return html`<div class="settings">
    <div><${Ledger} /><${RulesCard} /></div>
    <div>
    <${Card} name="access" title="Access">
      <${Password} />
      <${AccessTokens} />
      <footer>
        <button type="button" onClick=${() => signOut(false)}>Sign out</button>
        <button type="button" onClick=${() => signOut(true)}>Sign out everywhere</button>
      </footer>
    <//>
    <${Card} name="categories" title="Categories">
      <p class="hint">What you spend on, and where money comes from.</p>
      <footer><button type="button" onClick=${() => setNaming(true)}>Edit the categories</button></footer>
    <//>
    <${Card} name="imports" title="Statements"><${ImportHistory} /><//>
    </div>
    ${naming && html`<${CategoriesDialog} onClose=${() => setNaming(false)} />`}
  </div>`;
}

function Ledger() {
  const { name, locale, ledger } = viewer.value;
  const chosen = ledger.calendars.at(-1);
  const send = async (values) => {
    const { calendar, ...written } = withCalendar(values);
    const profile = differing(written, { name, locale });
    const isSame = !differing(calendar, chosen);
    const settings = differing({ ...written, ...(!isSame && { calendar }) }, { ...ledger, calendar: null });
    const changes = [];
    if (profile) changes.push(await change("updateProfile", profile));
    if (settings) changes.push(await change("updateLedger", settings));
    return { problems: changes.flatMap(({ problems }) => problems) };
  };
  return html`<${Card} name="ledger" title="You and your ledger">
    <${Form} label="Save" send=${send} done=${() => tell("Saved.")}>
      ${(problem) => html`
        <${Field} label="Your name" name="name" defaultValue=${name} problem=${problem("name")} />
        <${Field} label="Language of numbers and dates" name="locale" defaultValue=${locale} hint="A language tag, such as en-GB or de-DE." problem=${problem("locale")} />
        <${CurrencyField} chosen=${ledger.baseCurrency} problem=${problem("baseCurrency")} />
        <${ZoneField} zone=${ledger.timeZone} problem=${problem("timeZone")} />
        <${CalendarFields} chosen=${chosen} problem=${problem} />
      `}
    <//>
  <//>`;
}

/** Those of the written values that differ from the stored ones of the same name; null when none does. */
function differing(written, stored) {
  const entries = Object.entries(written).filter(([name, value]) => name in stored && value !== stored[name]);
  return entries.length ? Object.fromEntries(entries) : null;
}
