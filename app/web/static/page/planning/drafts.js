// Changes that are only tried: a series left out, a new payment, or a cap for a category. Nothing of it is saved.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { CategoryOptions } from "../dialogs/categories.js";
import { AmountField, readDecimal } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { Field, Form } from "../parts/dialogs.js";
import { moneyText } from "../parts/format.js";
import { categories, dashboard, viewer } from "../store/state.js";

const MOST = 20;
const KINDS = { pay: "A new cost", earn: "A new income", drop: "Leave a series out", cap: "Spend at most" };
const UNITS = { ONCE: "Once", WEEK: "Every week", MONTH: "Every month", YEAR: "Every year" };

export function Drafts({ drafts, setDrafts, series }) {
  const [kind, setKind] = useState("pay");
  const { baseCurrency } = viewer.value.ledger;
  const money = (amount) => moneyText({ amount, currency: baseCurrency });
  const send = (values) => {
    setDrafts([...drafts, { ...draftOf(kind, values, { series, money }), id: crypto.randomUUID?.() ?? Math.random() }]);
    return { problems: [] };
  };
  return html`<${Card} name="drafts" title="What if …">
    ${
      drafts.length > 0 &&
      html`<ul class="chips" aria-label="Changes that are tried">
        ${drafts.map(
          ({ id, name }) =>
            html`<li key=${id}><button type="button" class="chip" aria-label="Take back: ${name}" onClick=${() => setDrafts(drafts.filter((draft) => draft.id !== id))}>${name} <span aria-hidden="true">✕</span></button></li>`,
        )}
      </ul>`
    }
    <p class="hint">Try a change; nothing of it is saved.</p>
    <${Form} key=${drafts.length} label="Try it" send=${send} done=${() => {}} waits=${drafts.length >= MOST}>
      ${(problem) => html`
        <${Field} label="Change" name="kind" onChange=${({ target }) => setKind(target.value)}>
          ${Object.entries(KINDS)
            .filter(([name]) => name !== "drop" || series.length)
            .map(([name, text]) => html`<option key=${name} value=${name} selected=${name === kind}>${text}</option>`)}
        <//>
        <${Inputs} kind=${kind} series=${series} problem=${problem} />
      `}
    <//>
  <//>`;
}

function Inputs({ kind, series, problem }) {
  if (kind === "drop")
    return html`<${Field} label="Series" name="seriesId">
      ${series.map(({ id, payee }) => html`<option key=${id} value=${id}>${payee}</option>`)}
    <//>`;
  const amount = html`<${AmountField} label="Amount" name="amount" problem=${problem("amount")} />`;
  if (kind === "cap")
    return html`<div class="pair"><${Field} label="Category" name="categoryId"><${CategoryOptions} /><//>${amount}</div>`;
  return html`
    <${Field} label="What" name="payee" maxlength="200" problem=${problem("payee")} />
    <div class="pair">${amount}<${Field} label="From" name="firstOn" type="date" min=${dashboard.value.today} defaultValue=${dashboard.value.today} problem=${problem("firstOn")} /></div>
    <${Field} label="How often" name="unit">
      ${Object.entries(UNITS).map(([unit, name]) => html`<option key=${unit} value=${unit} selected=${unit === "MONTH"}>${name}</option>`)}
    <//>
  `;
}

/** What was written as a ForecastDraftInput, and its name. */
function draftOf(kind, { amount, seriesId, categoryId, payee, firstOn, unit }, { series, money }) {
  if (kind === "drop")
    return { name: `Without ${series.find(({ id }) => id === seriesId).payee}`, input: { seriesId, drop: true } };
  const size = readDecimal(amount, "amount");
  if (kind === "cap") {
    const { name } = categories.peek().find(({ id }) => id === categoryId);
    return { name: `${name} at most ${money(size)}`, input: { categoryId, cap: size } };
  }
  const schedule = unit === "ONCE" ? { firstOn, endsOn: firstOn } : { firstOn, unit };
  const signed = kind === "pay" ? `-${size}` : size;
  const name = `${payee || KINDS[kind]} ${money(signed)}, ${UNITS[unit].toLowerCase()}`;
  return { name, input: { series: { payee: payee || KINDS[kind], amount: signed, schedule } } };
}
