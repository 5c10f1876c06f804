// The place of bills: what is due before the next income, in the period and in the year, and a calendar of the period.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Card } from "../parts/card.js";
import { once } from "../parts/dialogs.js";
import { fullDayText, moneyText, periodText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { Calendar } from "../planning/calendar.js";
import { SuggestedSeries } from "../planning/suggestions.js";
import { ask } from "../store/api.js";
import { BILLS } from "../store/documents.js";
import { periodQuery } from "../store/query.js";
import { act, period } from "../store/state.js";

const STATES = { PAID: "Paid", DUE: "Due", LATE: "Late" };

export function Place() {
  const { value } = useFound(periodQuery(period.value), () => ask(BILLS, { period: period.peek() }));
  if (!value) return html`<div class="card skeleton lines" aria-busy="true"></div>`;
  const { dashboard, seriesSuggestions } = value;
  const { bills, period: shown } = dashboard;
  const sums = {
    income: bills.untilIncome && [`Before the income on ${fullDayText(bills.nextIncomeOn)}`, bills.untilIncome],
    period: [periodText(shown), bills.inPeriod],
    year: ["This year", bills.inYear],
  };
  const known = Object.entries(sums).filter(([, sum]) => sum);
  const isEmpty = !bills.inYear.bills.length && !bills.inPeriod.bills.length;
  return html`
    <${SuggestedSeries} suggestions=${seriesSuggestions} />
    ${
      isEmpty
        ? html`<p class="card empty">No bill is known yet. What comes again and again is found among your transactions, and asked about here.</p>`
        : html`
          <dl class="figures four three" aria-label="Still to be paid">
            ${known.map(([key, [name, { due }]]) => html`<div key=${key}><dt>${name}</dt><dd>${moneyText(due)}</dd></div>`)}
          </dl>
          <div class="side-by-side">
            <${BillsCard} known=${known} />
            <${Calendar} period=${shown} bills=${bills.inPeriod.bills} />
          </div>
        `
    }
  `;
}

function BillsCard({ known }) {
  const [first] = known.find(([, [, { bills }]]) => bills.length) ?? known[0];
  const [chosen, choose] = useState(first);
  const [key, [, sum]] = known.find(([name]) => name === chosen) ?? known[0];
  const names = { income: "Next", period: "Period", year: "Year" };
  const action = html`<div class="choice" role="group" aria-label="Which bills">
    ${known.map(([name]) => html`<button key=${name} type="button" aria-pressed=${name === key ? "true" : "false"} onClick=${() => choose(name)}>${names[name]}</button>`)}
  </div>`;
  return html`<${Card} name="bills" title="Bills" action=${action}>
    ${
      sum.bills.length
        ? html`<ul class="bill-list scroll" tabindex="0">${sum.bills.map((bill) => html`<${Bill} key=${`${bill.series.id} ${bill.occurrence.dueOn}`} bill=${bill} />`)}</ul>`
        : html`<p class="empty">Nothing is due.</p>`
    }
    <p class="hint">
      ${moneyText(sum.due)} to be paid, ${moneyText(sum.paid)} paid${sum.unknownCount > 0 && `; ${sum.unknownCount} of unknown cost`}.
    </p>
  <//>`;
}

function Bill({ bill }) {
  const { cost, series, occurrence } = bill;
  const { dueOn, state } = occurrence;
  const put = (skipped, text, undo) => act("skipOccurrence", { id: series.id, dueOn, skipped }, text, undo);
  const undo = { name: "Undo", accept: () => put(false, "It is expected again.") };
  const skip = (event) => once(event, () => put(true, `“${series.payee}” of ${fullDayText(dueOn)} is skipped.`, undo));
  return html`<li>
    <span class="name">${series.payee}</span>
    <span class="money">${cost ? moneyText(cost) : "–"}</span>
    <span class="hint"><span class="status ${state === "LATE" ? "AT_RISK" : "UNDER"}">${STATES[state]}</span> ${fullDayText(dueOn)}</span>
    ${state === "PAID" ? html`<span></span>` : html`<button type="button" class="plain" aria-label="Skip ${series.payee} of ${fullDayText(dueOn)}" onClick=${skip}>Skip</button>`}
  </li>`;
}
