// The place to begin with: what is left to spend, what happened last, and how the period stands.

import { html } from "htm/preact";
import { Beginning } from "../cards/beginning.js";
import { BudgetCard } from "../cards/budget.js";
import { ComparisonCard } from "../cards/comparison.js";
import { GoalsCard } from "../cards/goals.js";
import { Headline } from "../cards/headline.js";
import { InsightsCard } from "../cards/insights.js";
import { SpentCard } from "../cards/spent.js";
import { TransactionsCard } from "../cards/transactions.js";
import { TrendsCard } from "../cards/trends.js";
import { size } from "../parts/format.js";
import { dashboard } from "../store/state.js";

export function Place({ take, edit, add }) {
  const { overview, period, budgetBreakdown, spendingTrends, categoryComparison, insights } = dashboard.value;
  const isEmpty = !(size(overview.income) || size(overview.expenses));
  return html`
    <${Headline} dashboard=${dashboard.value} />
    <${Beginning} take=${take} add=${add} />
    <div class="columns-of-cards">
      <div>
        <${TransactionsCard} edit=${edit} />
        <${SpentCard} breakdown=${budgetBreakdown} period=${period} />
        <${GoalsCard} goals=${overview.goals} />
      </div>
      <div>
        <${InsightsCard} insights=${insights} isEmpty=${isEmpty} />
        <${BudgetCard} breakdown=${budgetBreakdown} period=${period} />
      </div>
      <div class="charts">
        <${TrendsCard} trends=${spendingTrends} />
        <${ComparisonCard} comparison=${categoryComparison} period=${period} />
      </div>
    </div>
  `;
}
