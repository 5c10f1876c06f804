// The first steps of an empty ledger, each ticked off once it is done.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { addUsualCategories, CategoryDialog } from "./categories.js";
import { size } from "./format.js";
import { categories, dashboard } from "./state.js";
import { ImportButton } from "./statement.js";

export function Beginning({ take, add, plan }) {
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const { spendingTrends, overview } = dashboard.value;
  const hasCategories = categories.value.length > 0;
  const hasTransactions = spendingTrends.points.some(({ income, expenses }) => size(income) + size(expenses) > 0);
  const hasPlan = overview.budget.status !== "UNPLANNED";
  if (hasCategories && hasTransactions) return null;
  const addUsual = async () => {
    setBusy(true);
    await addUsualCategories();
    setBusy(false);
  };
  return html`<section class="card beginning-steps" aria-labelledby="beginning-title">
    <header><h2 id="beginning-title">Begin in three steps</h2></header>
    <ol>
      <${Step} done=${hasCategories} title="Categories" text="What you spend on, and where money comes from.">
        <button type="button" class=${hasCategories ? "" : "main"} disabled=${busy} onClick=${addUsual}>Take the usual ones</button>
        <button type="button" onClick=${() => setNaming(true)}>Name your own</button>
      <//>
      <${Step} done=${hasTransactions} title="Transactions" text="A statement of your bank (CSV, OFX or QFX), or by hand.">
        <${ImportButton} take=${take} />
        <button type="button" onClick=${add}>Add one</button>
      <//>
      <${Step} done=${hasPlan} title="A budget" text="What each category may cost; then this page shows what is left to spend.">
        <button type="button" disabled=${!hasCategories} onClick=${plan}>Plan</button>
      <//>
    </ol>
    ${naming && html`<${CategoryDialog} category=${{}} onClose=${() => setNaming(false)} />`}
  </section>`;
}

function Step({ done, title, text, children }) {
  return html`<li class=${done ? "done" : ""}>
    <h3>${title}${done && html`<span class="status"> ✓ done</span>`}</h3>
    <p class="hint">${text}</p>
    <div class="actions">${children}</div>
  </li>`;
}
