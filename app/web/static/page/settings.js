// How the owner is called, and how days, months and amounts are counted and written.

import { html } from "htm/preact";
import { AccessTokens, Password } from "./access.js";
import { Dialog, Field, Form } from "./dialogs.js";
import { CurrencyField, StartDayField, ZoneField } from "./signing.js";
import { change, signOut, viewer } from "./state.js";

export function SettingsDialog({ onClose }) {
  const { name, locale, ledger } = viewer.value;
  const send = async (values) => {
    const written = { ...values, periodStartDay: Number(values.periodStartDay) };
    const profile = differing(written, { name, locale });
    const settings = differing(written, ledger);
    const changes = [];
    if (profile) changes.push(await change("updateProfile", profile));
    if (settings) changes.push(await change("updateLedger", settings));
    return { problems: changes.flatMap(({ problems }) => problems) };
  };
  return html`<${Dialog} title="Settings" onClose=${onClose}>
    <${Form} label="Save" send=${send} done=${onClose}>
      ${(problem) => html`
        <${Field} label="Your name" name="name" defaultValue=${name} problem=${problem("name")} />
        <${Field} label="Language of numbers and dates" name="locale" defaultValue=${locale} hint="A language tag, such as en-GB or de-DE." problem=${problem("locale")} />
        <${CurrencyField} chosen=${ledger.baseCurrency} problem=${problem("baseCurrency")} />
        <${ZoneField} zone=${ledger.timeZone} problem=${problem("timeZone")} />
        <${StartDayField} chosen=${ledger.periodStartDay} problem=${problem("periodStartDay")} />
      `}
    <//>
    <${Password} done=${onClose} />
    <${AccessTokens} />
    <footer>
      <button type="button" onClick=${() => signOut(false)}>Sign out</button>
      <button type="button" onClick=${() => signOut(true)}>Sign out everywhere</button>
    </footer>
  <//>`;
}

/** Those of the written values that differ from the stored ones of the same name; null when none does. */
function differing(written, stored) {
  const entries = Object.entries(written).filter(([name, value]) => name in stored && value !== stored[name]);
  return entries.length ? Object.fromEntries(entries) : null;
}
