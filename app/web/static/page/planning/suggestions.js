// What seems to come again and again: confirmed as a series, or refused.

import { html } from "htm/preact";
import { Card } from "../parts/card.js";
import { once } from "../parts/dialogs.js";
import { fullDayText, moneyText } from "../parts/format.js";
import { act } from "../store/state.js";

export function SuggestedSeries({ suggestions }) {
  if (!suggestions.length) return null;
  return html`<${Card} name="series" title="Does this come again?">
    <p class="hint">It was found among your transactions, and counts in no forecast until you confirm it.</p>
    <ul class="bill-list">${suggestions.map((series) => html`<${Suggestion} key=${series.id} series=${series} />`)}</ul>
  <//>`;
}

function Suggestion({ series }) {
  const { id, payee, amount, account, schedule, payments } = series;
  const confirm = () => act("confirmSeries", { id }, `“${payee}” is expected from now on.`);
  const refuse = () => act("refuseSeries", { id }, `“${payee}” is not asked about again.`);
  const last = payments
    .map(({ date }) => date)
    .sort()
    .at(-1);
  return html`<li>
    <span class="name">${payee}</span>
    <span class="money">${amount ? moneyText({ amount, currency: account.currency }, { signDisplay: "exceptZero" }) : "Various"}</span>
    <span class="hint">${rhythmText(schedule)} · ${account.name}${last && ` · last on ${fullDayText(last)}`}</span>
    <span class="pair-of-buttons">
      <button type="button" class="plain" aria-label="No, ${payee} does not come again" onClick=${(event) => once(event, refuse)}>No</button>
      <button type="button" aria-label="Yes, expect ${payee}" onClick=${(event) => once(event, confirm)}>Yes</button>
    </span>
  </li>`;
}

/** How often something comes, in words. */
export function rhythmText({ every, unit }) {
  const name = unit.toLowerCase();
  return every === 1 ? `Every ${name}` : `Every ${every} ${name}s`;
}
