// The lines of the budget: a category each, and below an open one its children.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { difference } from "../parts/amounts.js";
import { categoryColour, categoryName } from "../parts/categories.js";
import { isNegative, moneyText, periodText, size, unsigned } from "../parts/format.js";
import { Meter } from "../parts/meter.js";
import { Opens } from "../parts/opens.js";
import { NONE } from "../store/filters.js";
import { categories, period as chosen, dashboard, tell } from "../store/state.js";
import { spentOn } from "./children.js";
import { PlanInput } from "./plan_input.js";

export function BudgetLines({ before }) {
  const [open, setOpen] = useState([]);
  const { period, budgetBreakdown } = dashboard.value;
  const plans = plansOf(before, period);
  const toggle = (id) => setOpen(open.includes(id) ? open.filter((other) => other !== id) : [...open, id]);
  const lines = topLines(budgetBreakdown, before);
  if (!lines.length) return html`<p class="empty">There is no expense category yet.</p>`;
  return html`<div class="scroll whole"><table class="budget-table">
    <thead>
      <tr>
        <th scope="col">Category</th>
        <th scope="col">${periodText(before.dashboard.period)}</th>
        <th scope="col">Average before</th>
        <th scope="col">Plan</th>
        <th scope="col">Spent</th>
        <th scope="col">Left</th>
      </tr>
    </thead>
    ${lines.map((line) => {
      const isOpen = open.includes(line.id);
      return html`<tbody key=${line.id}>
        <${BudgetLine} line=${line} days=${period} before=${before.dashboard.period} plan=${line.children.length ? undefined : (plans[line.id] ?? "")} isOpen=${isOpen} toggle=${toggle} />
        ${isOpen && html`<${Children} parent=${line} plans=${plans} before=${before.dashboard.period} />`}
      </tbody>`;
    })}
  </table></div>`;
}

/** The plan of each category that holds in a period, by its id. */
function plansOf({ budgets }, { start }) {
  // The oldest come first, so that the latest of each category stays.
  const held = budgets.filter(({ startsOn }) => startsOn <= start);
  return Object.fromEntries(held.map(({ category, amount }) => [category?.id, amount?.amount ?? ""]));
}

/** What is shown of each category on top: those in use, and those put away or of none that cost something. */
function topLines({ slices }, { dashboard: earlier }) {
  const find = (list, id) => list.find(({ category }) => (category?.id ?? NONE) === id);
  const tops = categories.value.filter(({ kind, parent }) => kind === "EXPENSE" && !parent);
  return [...tops, null]
    .map((category) => {
      const id = category?.id ?? NONE;
      const slice = find(slices, id);
      return {
        id,
        category,
        isAway: category?.archived ?? true,
        children: categories.value.filter(({ parent }) => parent && parent.id === id),
        spent: slice?.actual,
        planned: slice?.planned,
        left: slice && size(slice.planned) ? slice.remaining : null,
        last: find(earlier.budgetBreakdown.slices, id)?.actual,
        average: find(earlier.categoryComparison.bars, id)?.average,
      };
    })
    .filter(({ isAway, spent, planned, last }) => !isAway || [spent, planned, last].some(isSome));
}

function isSome(money) {
  return Boolean(money) && Number(money.amount) !== 0;
}

/** A line; `plan` is its own, to be edited, and lacks where the line sums those below it. */
function BudgetLine({ line, days, before, plan, isOpen, toggle, isBelow, isOwn }) {
  const { id, category, children, spent, planned, left, last, average } = line;
  const name = isOwn ? `${categoryName(category)} itself` : categoryName(category);
  const sum = (money, ofDays) => {
    if (!money) return "–";
    return isOwn
      ? moneyText(money)
      : html`<${Opens} days=${ofDays} category=${category} kind="EXPENSE">${moneyText(money)}<//>`;
  };
  const isOver = left && isNegative(left);
  const canPlan = category && plan !== undefined && !chosen.value?.start;
  return html`<tr class=${isBelow ? "below" : ""}>
    <th scope="row">
      ${
        children.length > 0
          ? html`<button type="button" class="plain toggle" aria-expanded=${isOpen ? "true" : "false"} onClick=${() => toggle(id)}>${category.icon} ${name}</button>`
          : html`<span>${category?.icon} ${name}${category?.archived && html` <small>put away</small>`}</span>`
      }
      ${planned && size(planned) > 0 && html`<${Meter} part=${Number(spent.amount) / size(planned)} over=${isOver} label=${`${name}: budget used`} colour=${categoryColour(category)} />`}
    </th>
    <td data-name=${periodText(before)}>${sum(last, before)}</td>
    <td data-name="Average before">${average ? moneyText(average) : "–"}</td>
    <td data-name="Plan">${canPlan ? html`<${PlanInput} key=${plan} id=${id} name=${name} plan=${plan} />` : planned && size(planned) ? moneyText(planned) : "–"}</td>
    <td data-name="Spent">${sum(spent, days)}</td>
    <td data-name="Left" class=${isOver ? "negative" : ""}>${left ? (isOver ? html`over by <span class="money">${moneyText(unsigned(left))}</span>` : moneyText(left)) : "–"}</td>
  </tr>`;
}

/** The children of an open category, and what stands in itself and in none of them. */
function Children({ parent, plans, before }) {
  const [sums, setSums] = useState(null);
  const { revision, period } = dashboard.value;
  const ids = parent.children.map(({ id }) => id);
  useEffect(() => {
    let over = false;
    const show = (found) => over || setSums(found);
    Promise.all([spentOn(ids, period), spentOn(ids, before)]).then(show, (failure) => over || tell(failure.message));
    return () => (over = true);
  }, [revision, period.start, period.end, ids.join()]);
  if (!sums) return html`<tr class="below"><td colspan="6"><div class="skeleton" aria-busy="true"></div></td></tr>`;
  const [now, earlier] = sums;
  const lines = parent.children.map((category, index) =>
    withPlan({ id: category.id, category, children: [], spent: now[index], last: earlier[index] }, plans),
  );
  const own = withPlan(
    { ...parent, children: [], average: null, spent: rest(parent.spent, now), last: rest(parent.last, earlier) },
    plans,
  );
  return html`
    ${lines.map((line) => html`<${BudgetLine} key=${line.id} line=${line} days=${period} before=${before} plan=${plans[line.id] ?? ""} isBelow />`)}
    <${BudgetLine} line=${own} days=${period} before=${before} plan=${plans[parent.id] ?? ""} isBelow isOwn />
  `;
}

function withPlan(line, plans) {
  const plan = plans[line.id];
  const { currency } = dashboard.value.overview.expenses;
  if (!plan || chosen.value?.start) return { ...line, planned: null, left: null };
  return {
    ...line,
    planned: { amount: plan, currency },
    left: { amount: difference(plan, line.spent?.amount ?? "0"), currency },
  };
}

/** What is left of a sum without some parts; nothing where there is no sum. */
function rest(sum, parts) {
  return sum && { ...sum, amount: parts.reduce((left, part) => difference(left, part.amount), sum.amount) };
}
