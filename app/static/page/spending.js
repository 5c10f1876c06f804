// The cards of the three charts, and of the budget beside what was spent.

import { html } from "htm/preact";
import { Card } from "./card.js";
import {
  beforeText,
  Columns,
  Comparison,
  categoryColour,
  categoryName,
  DataTable,
  Donut,
  partsOf,
  sameDaysText,
  shareText,
} from "./charts.js";
import { isNegative, moneyText, percentText, periodText, size, unsigned } from "./format.js";
import { Meter, STATUS } from "./overview.js";
import { choose, periods } from "./state.js";

export function SpentCard({ breakdown }) {
  const some = partsOf(breakdown).length > 0;
  return html`<${Card} name="spent" title="Where it went">
    ${
      some
        ? html`<${Donut} breakdown=${breakdown} />
          <${DataTable}
            caption="Spending by category"
            head=${["Category", "Spent", "Share"]}
            rows=${breakdown.slices.map(({ category, actual, share }) => [
              categoryName(category),
              moneyText(actual),
              shareText({ actual, share }),
            ])}
          />`
        : html`<p class="empty">Nothing was spent in this period. Record an expense, or drop a bank statement anywhere on this page.</p>`
    }
  <//>`;
}

export function BudgetCard({ breakdown, plan }) {
  const planned = breakdown.slices.filter((slice) => slice.status !== "UNPLANNED");
  const unplanned = partsOf(breakdown).filter((slice) => slice.status === "UNPLANNED");
  const action = html`<button type="button" class="plain" onClick=${plan}>Plan</button>`;
  return html`<${Card} name="budget" title="Budget" action=${action}>
    ${
      planned.length
        ? html`<ul class="budget-lines">
          ${planned.map((slice) => html`<${BudgetLine} key=${categoryName(slice.category)} slice=${slice} />`)}
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
          html`${index > 0 && ", "}${categoryName(category)} <span class="money">${moneyText(actual)}</span>`,
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
        moneyText(actual),
        moneyText(remaining),
      ])}
    />`
    }
  <//>`;
}

function BudgetLine({ slice }) {
  const { category, planned, actual, remaining, status } = slice;
  const over = isNegative(remaining);
  const part = size(planned) ? Number(actual.amount) / size(planned) : 1;
  const left = over ? `over by ${moneyText(unsigned(remaining))}` : `${moneyText(remaining)} left`;
  return html`<li>
    <span class="name">${category?.icon} ${categoryName(category)}</span>
    <span class="sums"><span class="money">${moneyText(actual)}</span> <small class="money">of ${moneyText(planned)}</small></span>
    <${Meter} part=${part} over=${over} label=${`${categoryName(category)}: budget used`} colour=${categoryColour(category)} />
    <span class="status ${status}">${STATUS[status]}</span>
    <span class=${over ? "left negative" : "left"}>${left}</span>
  </li>`;
}

export function TrendsCard({ trends }) {
  const counts = [6, 12, 24];
  const action = html`<div class="choice" role="group" aria-label="How many periods">
    ${counts.map(
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
      rows=${rowsOf(trends).map(({ name, income, expenses, net, savingsRate }) => [
        name,
        moneyText(income),
        moneyText(expenses),
        moneyText(net),
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

export function ComparisonCard({ comparison }) {
  return html`<${Card} name="comparison" title="Compared with before">
    ${
      comparison.bars.length
        ? html`<${Comparison} comparison=${comparison} />
          <${DataTable}
            caption="Categories compared with before"
            head=${["Category", "This period", beforeText(comparison), "Average"]}
            rows=${comparison.bars.map(({ category, current, previous, average }) => [
              categoryName(category),
              moneyText(current),
              moneyText(previous),
              moneyText(average),
            ])}
          />`
        : html`<p class="empty">Once there is spending, this shows what costs more or less than before.</p>`
    }
  <//>`;
}
