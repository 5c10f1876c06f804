// The home screen: the headline, its cards, and the dialogs that they open.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Beginning } from "./beginning.js";
import { Notice } from "./dialogs.js";
import { Finny } from "./finny.js";
import { followDashboard } from "./following.js";
import { size } from "./format.js";
import { GoalsCard } from "./goals.js";
import { InsightsCard } from "./insights.js";
import { Headline } from "./overview.js";
import { PlanDialog } from "./plan.js";
import { BudgetCard, ComparisonCard, SpentCard, TrendsCard } from "./spending.js";
import { dashboard, period, periods } from "./state.js";
import { DropZone, Importing } from "./statement.js";
import { TopBar } from "./topbar.js";
import { TransactionDialog } from "./transaction.js";
import { TransactionsCard } from "./transactions.js";

export function Home() {
  const [files, setFiles] = useState([]);
  const [planning, setPlanning] = useState(false);
  const [edited, setEdited] = useState(null);
  useEffect(() => followDashboard(period.value, periods.value), [period.value, periods.value]);
  const plan = () => setPlanning(true);
  const take = (more) => setFiles((before) => [...before, ...more]);
  const { overview, budgetBreakdown, spendingTrends, categoryComparison, insights } = dashboard.value;
  return html`
    <a class="skip" href="#main">Skip to the figures</a>
    <${TopBar} take=${take} />
    <main class="home" id="main" tabindex="-1">
      <h1 class="unseen">Home</h1>
      <${Headline} dashboard=${dashboard.value} plan=${plan} />
      <${Beginning} take=${take} add=${() => setEdited({})} plan=${plan} />
      <aside aria-label="Insights and Finny">
        <${InsightsCard} insights=${insights} isEmpty=${!(size(overview.income) || size(overview.expenses))} />
        <${Finny} />
      </aside>
      <div class="cards">
        <${SpentCard} breakdown=${budgetBreakdown} />
        <${BudgetCard} breakdown=${budgetBreakdown} plan=${plan} />
        <${TrendsCard} trends=${spendingTrends} />
        <${ComparisonCard} comparison=${categoryComparison} />
        <${TransactionsCard} edit=${setEdited} />
        <${GoalsCard} goals=${overview.goals} />
      </div>
    </main>
    <footer class="page-footer">
      <a href="/graphql">GraphiQL</a>
      <a href=${document.querySelector("link[rel=license]").href}>Third-party notices</a>
    </footer>
    <${DropZone} take=${take} />
    ${planning && html`<${PlanDialog} onClose=${() => setPlanning(false)} />`}
    ${edited && html`<${TransactionDialog} key=${edited.id} transaction=${edited} onClose=${() => setEdited(null)} />`}
    ${files.length > 0 && html`<${Importing} files=${files} close=${() => setFiles([])} />`}
    <${Notice} />
  `;
}
