// Pairs of transactions that may be one's own money on the way between accounts: accepted or refused, several at once.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Card } from "../parts/card.js";
import { once } from "../parts/dialogs.js";
import { dayText, fullDayText, moneyText, unsigned } from "../parts/format.js";
import { act } from "../store/state.js";

/** As many as one change may have. */
const MOST = 200;

export function SuggestedTransfers({ suggestions }) {
  const [selected, select] = useState(new Set());
  const shown = suggestions.slice(0, MOST);
  const chosen = shown.filter((pair) => selected.has(keyOf(pair)));
  if (!shown.length) return null;
  const toggle = (key) => select((before) => before.symmetricDifference(new Set([key])));
  const all = () => select(chosen.length === shown.length ? new Set() : new Set(shown.map(keyOf)));
  const make = (name, text) => (event) => {
    const pairs = chosen.map(({ outTransaction, inTransaction }) => ({
      outTransactionId: outTransaction.id,
      inTransactionId: inTransaction.id,
    }));
    return once(event, () => act(name, { pairs }, text));
  };
  const count = chosen.length === 1 ? "1 pair" : `${chosen.length} pairs`;
  return html`<${Card} name="suggested" title="Transfers between your accounts?">
    <p class="hint">
      Each pair looks like your own money on its way. Until you accept it, both count as income and spending.
    </p>
    <ul class="pairs-list">
      ${shown.map((pair) => html`<${Pair} key=${keyOf(pair)} pair=${pair} isChosen=${selected.has(keyOf(pair))} toggle=${toggle} />`)}
    </ul>
    <footer>
      <label class="check"><input type="checkbox" checked=${chosen.length === shown.length} onChange=${all} /> All ${shown.length}</label>
      <button type="button" disabled=${!chosen.length} onClick=${make("refuseTransferSuggestions", `${count} refused, and not asked about again.`)}>These are none</button>
      <button type="button" class="main" disabled=${!chosen.length} onClick=${make("acceptTransferSuggestions", `${count} accepted as transfers.`)}>Accept</button>
    </footer>
  <//>`;
}

function keyOf({ outTransaction, inTransaction }) {
  return `${outTransaction.id} ${inTransaction.id}`;
}

function Pair({ pair, isChosen, toggle }) {
  const { outTransaction: out, inTransaction: into } = pair;
  const amounts = [...new Set([unsigned(out.accountAmount), into.accountAmount].map((money) => moneyText(money)))];
  const days = out.date === into.date ? fullDayText(out.date) : `${dayText(out.date)} – ${fullDayText(into.date)}`;
  return html`<li>
    <label>
      <input type="checkbox" checked=${isChosen} onChange=${() => toggle(keyOf(pair))} />
      <span class="name"><strong>${out.account.name} → ${into.account.name}</strong></span>
      <span class="money">${amounts.join(" → ")}</span>
      <span class="hint name">${[...new Set([out.payee, into.payee])].join(" · ")}</span>
      <span class="hint">${days}</span>
    </label>
  </li>`;
}
