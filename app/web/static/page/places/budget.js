// The place of the budget: what each category cost before, may cost and costs, planned beside the usual income.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { BudgetLines } from "../budget/lines.js";
import { TagsCard } from "../budget/tags.js";
import { CategoriesDialog } from "../dialogs/categories.js";
import { difference } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { isNegative, moneyText, periodText, unsigned } from "../parts/format.js";
import { periodBeside } from "../parts/periods.js";
import { ask } from "../store/api.js";
import { BUDGET_BEFORE } from "../store/documents.js";
import { period as chosen, dashboard, tell } from "../store/state.js";

export function Place() {
  const [naming, setNaming] = useState(false);
  const before = useBefore();
  const action = html`<button type="button" class="plain" onClick=${() => setNaming(true)}>Edit the categories</button>`;
  return html`
    <${PlannedBesideIncome} />
    <${Card} name="plans" title="Categories" action=${action}>
      ${before ? html`<${BudgetLines} before=${before} />` : html`<div class="skeleton lines" aria-busy="true"></div>`}
    <//>
    <${TagsCard} />
    ${naming && html`<${CategoriesDialog} onClose=${() => setNaming(false)} />`}
  `;
}

/** The period before the shown one, with what each category cost in it and on average before it; and all plans. */
function useBefore() {
  const [before, setBefore] = useState(null);
  const { revision, period } = dashboard.value;
  useEffect(() => {
    let over = false;
    const show = (answer) => over || setBefore(answer);
    ask(BUDGET_BEFORE, { before: periodBeside(chosen.peek(), -1) }).then(
      show,
      (failure) => over || tell(failure.message),
    );
    return () => (over = true);
  }, [revision, period.start, period.end]);
  return before;
}

function PlannedBesideIncome() {
  const { overview, spendingTrends, period } = dashboard.value;
  const { planned, remaining } = overview.budget;
  const income = spendingTrends.averageIncome;
  const free = { ...income, amount: difference(income.amount, planned.amount) };
  return html`<dl class="figures four" aria-label="Plans beside income">
    <div><dt>Usual income</dt><dd>${moneyText(income)}</dd></div>
    <div><dt>Planned for ${periodText(period)}</dt><dd>${moneyText(planned)}</dd></div>
    <div><dt>${isNegative(free) ? "Planned beyond income" : "Left to plan"}</dt><dd class=${isNegative(free) ? "negative" : ""}>${moneyText(unsigned(free))}</dd></div>
    <div><dt>${isNegative(remaining) ? "Over the budget by" : "Left to spend"}</dt><dd class=${isNegative(remaining) ? "negative" : ""}>${moneyText(unsigned(remaining))}</dd></div>
  </dl>`;
}
