// What was planned beside what was spent.

import { html } from "htm/preact";
import { partsOf } from "../charts/donut.js";
import { DataTable } from "../charts/table.js";
import { Card } from "../parts/card.js";
import { categoryColour, categoryName } from "../parts/categories.js";
import { isNegative, moneyText, size, unsigned } from "../parts/format.js";
import { Meter, STATUS } from "../parts/meter.js";
import { Opens } from "../parts/opens.js";
import { periodQuery } from "../store/query.js";
import { period as chosen } from "../store/state.js";

export function BudgetCard({ breakdown, period }) {
  const planned = breakdown.slices.filter((slice) => slice.status !== "UNPLANNED");
  const unplanned = partsOf(breakdown).filter((slice) => slice.status === "UNPLANNED");
  const href = `/budget${periodQuery(chosen.value)}`;
  const action = html`<a class="button plain" href=${href}>Plan</a>`;
  return html`<${Card} name="budget" title="Budget" action=${action}>
    ${
      planned.length
        ? html`<ul class="budget-lines">
          ${planned.map((slice) => html`<${BudgetLine} key=${categoryName(slice.category)} slice=${slice} period=${period} />`)}
        </ul>`
        : html`<p class="empty">No category has a budget in this period. Plan what they may cost, and see here how it holds.</p>`
    }
    ${
      unplanned.length > 0 &&
      planned.length > 0 &&
      html`<p class="hint">
      Without a budget:${" "}
      ${unplanned.map(
        ({ category, actual }, index) =>
          html`${index > 0 && ", "}${categoryName(category)} <${Opens} days=${period} category=${category} kind="EXPENSE"><span class="money">${moneyText(actual)}</span><//>`,
      )}.
    </p>`
    }
    ${
      planned.length > 0 &&
      html`<${DataTable}
      caption="Budget and spending by category"
      head=${["Category", "Planned", "Spent", "Left"]}
      rows=${breakdown.slices.map(({ category, planned, actual, remaining }) => [
        categoryName(category),
        moneyText(planned),
        html`<${Opens} days=${period} category=${category} kind="EXPENSE">${moneyText(actual)}<//>`,
        moneyText(remaining),
      ])}
    />`
    }
  <//>`;
}

function BudgetLine({ slice, period }) {
  const { category, planned, actual, remaining, status } = slice;
  const over = isNegative(remaining);
  const part = size(planned) ? Number(actual.amount) / size(planned) : 1;
  const left = over ? `over by ${moneyText(unsigned(remaining))}` : `${moneyText(remaining)} left`;
  return html`<li>
    <span class="name">${category?.icon} ${categoryName(category)}</span>
    <span class="sums"><${Opens} days=${period} category=${category} kind="EXPENSE"><span class="money">${moneyText(actual)}</span><//> <small class="money">of ${moneyText(planned)}</small></span>
    <${Meter} part=${part} over=${over} label=${`${categoryName(category)}: budget used`} colour=${categoryColour(category)} />
    <span class="status ${status}">${STATUS[status]}</span>
    <span class=${over ? "left negative" : "left"}>${left}</span>
  </li>`;
}
