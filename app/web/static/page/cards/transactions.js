// The newest transactions of the period, each to be edited or given a category.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Card } from "../parts/card.js";
import { ask } from "../store/api.js";
import { TRANSACTIONS } from "../store/documents.js";
import { transactionsHref } from "../store/filters.js";
import { dashboard, tell } from "../store/state.js";
import { Line } from "../transactions/line.js";

const NEWEST = 8;
const RETRY_MS = 2_000;

export function TransactionsCard({ edit }) {
  const [page, setPage] = useState(null);
  const { revision, period } = dashboard.value;
  const wanted = `${period.start} ${period.end}`;
  useEffect(() => {
    let over = false;
    const load = async () => {
      const filter = { start: period.start, end: period.end };
      try {
        const { transactions } = await ask(TRANSACTIONS, { filter, first: NEWEST });
        if (!over) setPage({ ...transactions, of: wanted });
      } catch (failure) {
        if (over) return;
        tell(failure.message);
        setTimeout(() => over || load(), RETRY_MS);
      }
    };
    load();
    return () => (over = true);
  }, [revision, period.start, period.end]);
  const all = html`<a class="button plain" href=${transactionsHref({ from: period.start, to: period.end })}>All of the period</a>`;
  return html`<${Card} name="transactions" title="Transactions" action=${all}>
    <div class=${page && page.of !== wanted ? "waiting" : ""}><${Newest} page=${page} edit=${edit} /></div>
  <//>`;
}

function Newest({ page, edit }) {
  if (!page) return html`<div class="skeleton lines" aria-busy="true"></div>`;
  if (!page.nodes.length) {
    return html`<p class="empty">No transactions in this period. Add one, or drop a bank statement anywhere on this page.</p>`;
  }
  return html`<ul class="transactions">
    ${page.nodes.map((each) => html`<li key=${each.id}><${Line} transaction=${each} edit=${edit} /></li>`)}
  </ul>`;
}
