// Income and expenses over some periods.

import { html } from "htm/preact";
import { Columns } from "../charts/columns.js";
import { DataTable } from "../charts/table.js";
import { Card } from "../parts/card.js";
import { moneyText, percentText, periodText } from "../parts/format.js";
import { Opens } from "../parts/opens.js";
import { sameDaysText } from "../parts/periods.js";
import { COUNTS } from "../store/query.js";
import { choose, periods } from "../store/state.js";

export function TrendsCard({ trends }) {
  const action = html`<div class="choice" role="group" aria-label="How many periods">
    ${COUNTS.map(
      (count) => html`<button
        key=${count}
        type="button"
        aria-pressed=${periods.value === count ? "true" : "false"}
        onClick=${() => choose({ periods: count })}
      >
        ${count}
      </button>`,
    )}
  </div>`;
  return html`<${Card} name="trends" title="Income and expenses" action=${action}>
    <${Columns} trends=${trends} />
    <${DataTable}
      caption="Income and expenses by period"
      head=${["Period", "Income", "Expenses", "Net", "Saving rate"]}
      rows=${rowsOf(trends).map(({ name, period, income, expenses, net, savingsRate }) => [
        name,
        html`<${Opens} days=${period} kind="INCOME">${moneyText(income)}<//>`,
        html`<${Opens} days=${period} kind="EXPENSE">${moneyText(expenses)}<//>`,
        html`<${Opens} days=${period}>${moneyText(net)}<//>`,
        savingsRate === null ? "–" : percentText(savingsRate),
      ])}
    />
  <//>`;
}

/** One row a period, and one for what a running one is compared with. */
function rowsOf({ points, sameDays }) {
  const rows = points.map((point) => ({ ...point, name: periodText(point.period) }));
  return sameDays ? [...rows, { ...sameDays, name: sameDaysText(points.at(-2).period) }] : rows;
}
