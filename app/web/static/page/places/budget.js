// The place of the budget: what was planned beside what was spent.

import { html } from "htm/preact";
import { BudgetCard } from "../cards/budget.js";
import { dashboard } from "../data/state.js";

export function Place({ plan }) {
  const { period, budgetBreakdown } = dashboard.value;
  return html`<${BudgetCard} breakdown=${budgetBreakdown} period=${period} plan=${plan} />`;
}
