// The cards of the three charts, and the budget beside what was spent.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "./api.js";
import { CategoryDialog } from "./categories.js";
import { categoryColour, categoryName, Columns, Comparison, DataTable, Donut, Meter } from "./charts.js";
import { Dialog, Form, inTree } from "./dialogs.js";
import { BUDGETS } from "./documents.js";
import { decimalText, isNegative, moneyText, percentText, periodText, size, unsigned, writtenDecimal } from "./format.js";
import { STATUS } from "./overview.js";
import { categories, change, choose, dashboard, periods, tell, viewer } from "./state.js";

export function Card({ name, title, action, children }) {
  return html`<section class="card" id=${name} aria-labelledby="${name}-title">
    <header><h2 id="${name}-title">${title}</h2>${action}</header>
    ${children}
  </section>`;
}

export function SpentCard({ breakdown }) {
  const some = breakdown.slices.some((slice) => slice.share > 0);
  return html`<${Card} name="spent" title="Where it went">
    ${some
      ? html`<${Donut} breakdown=${breakdown} />
          <${DataTable}
            caption="Spending by category"
            head=${["Category", "Spent", "Share"]}
            rows=${breakdown.slices.map(({ category, actual, share }) => [
              categoryName(category),
              moneyText(actual),
              percentText(share),
            ])}
          />`
      : html`<p class="empty">Nothing was spent in this period. Record an expense, or drop a bank statement anywhere on this page.</p>`}
  <//>`;
}

export function BudgetCard({ breakdown, plan }) {
  const planned = breakdown.slices.filter((slice) => slice.status !== "UNPLANNED");
  const unplanned = breakdown.slices.filter((slice) => slice.status === "UNPLANNED" && size(slice.actual) > 0);
  const action = html`<button type="button" class="plain" onClick=${plan}>Plan</button>`;
  return html`<${Card} name="budget" title="Budget" action=${action}>
    ${planned.length
      ? html`<ul class="budget-lines">
          ${planned.map((slice) => html`<${BudgetLine} key=${categoryName(slice.category)} slice=${slice} />`)}
        </ul>`
      : html`<p class="empty">No category has a budget in this period. Plan what they may cost, and see here how it holds.</p>`}
    ${unplanned.length > 0 &&
    planned.length > 0 &&
    html`<p class="hint">
      Without a budget: ${unplanned.map(({ category, actual }) => `${categoryName(category)} ${moneyText(actual)}`).join(", ")}.
    </p>`}
    ${planned.length > 0 &&
    html`<${DataTable}
      caption="Budget and spending by category"
      head=${["Category", "Planned", "Spent", "Left"]}
      rows=${breakdown.slices.map(({ category, planned, actual, remaining }) => [
        categoryName(category),
        moneyText(planned),
        moneyText(actual),
        moneyText(remaining),
      ])}
    />`}
  <//>`;
}

function BudgetLine({ slice }) {
  const { category, planned, actual, remaining, status } = slice;
  const over = isNegative(remaining);
  const part = size(planned) ? Number(actual.amount) / size(planned) : 1;
  const left = over ? `over by ${moneyText(unsigned(remaining))}` : `${moneyText(remaining)} left`;
  return html`<li>
    <span class="name">${category?.icon} ${categoryName(category)}</span>
    <span class="money">${moneyText(actual)} <small>of ${moneyText(planned)}</small></span>
    <${Meter} part=${part} over=${over} label=${`${categoryName(category)}: budget used`} colour=${categoryColour(category)} />
    <span class="status ${status}">${STATUS[status]}</span>
    <span class=${over ? "left negative" : "left"}>${left}</span>
  </li>`;
}

/** What every expense category may cost from the shown period on; only what was edited is sent. */
export function PlanDialog({ onClose }) {
  const [plans, setPlans] = useState(null);
  const [naming, setNaming] = useState(false);
  const { period } = dashboard.value;
  const month = period.label.includes("/") ? period.start.slice(0, 7) : period.label;
  useEffect(() => {
    const load = async () => {
      const { budgets } = await ask(BUDGETS);
      // The oldest come first, so that the latest of each category stays.
      const held = budgets.filter(({ startsOn }) => startsOn <= period.start);
      setPlans(Object.fromEntries(held.map(({ category, amount }) => [category?.id, amount?.amount ?? ""])));
    };
    load().catch((failure) => tell(failure.message));
  }, []);
  const send = async (values) => {
    for (const [categoryId, written] of Object.entries(values)) {
      const amount = decimalText(written);
      if (amount === (plans[categoryId] ?? "")) continue;
      const input = amount ? { categoryId, month, amount } : { categoryId, month };
      const payload = await change(amount ? "setBudget" : "clearBudget", input);
      const problems = payload.problems.map((problem) => ({ ...problem, field: [categoryId] }));
      if (problems.length) return { problems };
      setPlans((before) => ({ ...before, [categoryId]: amount }));
    }
    return { problems: [] };
  };
  const newCategory = html`<button type="button" class="plain" onClick=${() => setNaming(true)}>New category</button>`;
  const lines = inTree(categories.value.filter(({ kind, archived }) => kind === "EXPENSE" && !archived));
  return html`<${Dialog} title="Budget from ${periodText({ ...period, label: month })} on" onClose=${onClose}>
    <p class="hint">
      In ${viewer.value.ledger.baseCurrency} per period. An amount holds until you change it; empty means no budget. A
      category's budget comes on top of those of the categories below it.
    </p>
    ${plans &&
    html`<${Form} label="Save" send=${send} done=${onClose} beside=${newCategory}>
      ${(problem) => html`
        ${lines.length === 0 && html`<p class="empty">There is no expense category yet.</p>`}
        <div class="plans">
        ${lines.map(
          ({ id, name, icon, depth }) => html`<div key=${id} class=${depth ? "plan child" : "plan"}>
            <label for=${id}>${icon} ${name}</label>
            <input
              id=${id}
              name=${id}
              inputmode="decimal"
              defaultValue=${writtenDecimal(plans[id] ?? "")}
              aria-invalid=${problem(id) ? "true" : undefined}
            />
            ${problem(id) && html`<p class="problem" role="alert">${problem(id)}</p>`}
          </div>`,
        )}
        </div>
      `}
    <//>`}
    ${naming && html`<${CategoryDialog} onClose=${() => setNaming(false)} />`}
  <//>`;
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
      rows=${trends.points.map(({ period, income, expenses, net, savingsRate }) => [
        periodText(period),
        moneyText(income),
        moneyText(expenses),
        moneyText(net),
        savingsRate === null ? "–" : percentText(savingsRate),
      ])}
    />
  <//>`;
}

export function ComparisonCard({ comparison }) {
  return html`<${Card} name="comparison" title="Compared with before">
    ${comparison.bars.length
      ? html`<${Comparison} comparison=${comparison} />
          <${DataTable}
            caption="Categories compared with before"
            head=${["Category", "This period", "The one before", "Average"]}
            rows=${comparison.bars.map(({ category, current, previous, average }) => [
              categoryName(category),
              moneyText(current),
              moneyText(previous),
              moneyText(average),
            ])}
          />`
      : html`<p class="empty">Once there is spending, this shows what costs more or less than before.</p>`}
  <//>`;
}
