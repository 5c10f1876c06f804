// The first steps of an empty ledger, each ticked off once it is done.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { addUsualCategories, CategoryDialog } from "../dialogs/categories.js";
import { ImportButton } from "../importing/statement.js";
import { size } from "../parts/format.js";
import { ask } from "../store/api.js";
import { BEGUN } from "../store/documents.js";
import { beginningPutAway, categories, dashboard, tell, viewer } from "../store/state.js";

export function Beginning({ take, add }) {
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const hasCategories = categories.value.some(({ archived }) => !archived);
  const { hasTransactions, hasPlan } = useBegun();
  const isPutAway = beginningPutAway.value === viewer.value.id;
  if (hasTransactions === undefined || isPutAway || (hasCategories && hasTransactions && hasPlan)) return null;
  const addUsual = async () => {
    setBusy(true);
    await addUsualCategories();
    setBusy(false);
  };
  return html`<section class="card beginning-steps" aria-labelledby="beginning-title">
    <header>
      <h2 id="beginning-title">Begin in three steps</h2>
      <button type="button" class="plain" onClick=${() => (beginningPutAway.value = viewer.value.id)}>Put away</button>
    </header>
    <ol>
      <${Step} done=${hasCategories} title="Categories" text="What you spend on, and where money comes from.">
        <button type="button" class=${hasCategories ? "" : "main"} disabled=${busy} onClick=${addUsual}>Take the usual ones</button>
        <button type="button" onClick=${() => setNaming(true)}>Name your own</button>
      <//>
      <${Step} done=${hasTransactions} title="Transactions" text="A statement of your bank or an export of another app, or by hand.">
        <${ImportButton} take=${take} />
        <button type="button" onClick=${add}>Add one</button>
      <//>
      <${Step} done=${hasPlan} title="A budget" text="What each category may cost; then this page shows what is left to spend.">
        ${hasCategories ? html`<a class="button" href="/budget">Plan</a>` : html`<button type="button" disabled>Plan</button>`}
      <//>
    </ol>
    ${naming && html`<${CategoryDialog} category=${{}} onClose=${() => setNaming(false)} />`}
  </section>`;
}

/** Whether the ledger has any transaction and any plan; both are undefined while that is not known. */
function useBegun() {
  const [begun, setBegun] = useState({});
  const { revision, overview, spendingTrends } = dashboard.value;
  const hasPlan = overview.budget.status !== "UNPLANNED";
  const hasTransactions = spendingTrends.points.some(({ income, expenses }) => size(income) + size(expenses) > 0);
  const isSeen = hasPlan && hasTransactions;
  const isKnown = isSeen || (begun.hasPlan && begun.hasTransactions);
  useEffect(() => {
    if (isKnown) return undefined;
    let over = false;
    const take = ({ transactions, budgets }) => {
      const plans = budgets.filter(({ amount }) => amount);
      if (!over) setBegun({ hasPlan: plans.length > 0, hasTransactions: transactions.nodes.length > 0 });
    };
    ask(BEGUN).then(take, (failure) => tell(failure.message));
    return () => (over = true);
  }, [revision, isKnown]);
  return isSeen ? { hasPlan, hasTransactions } : begun;
}

function Step({ done, title, text, children }) {
  return html`<li class=${done ? "done" : ""}>
    <h3>${title}${done && html`<span class="status"> ✓ done</span>`}</h3>
    <p class="hint">${text}</p>
    <div class="actions">${children}</div>
  </li>`;
}
