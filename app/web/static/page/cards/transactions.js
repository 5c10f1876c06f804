// The newest transactions of the period, each to be edited or given a category.

import { html } from "htm/preact";
import { Card } from "../parts/card.js";
import { useFound } from "../parts/found.js";
import { ask } from "../store/api.js";
import { TRANSACTIONS } from "../store/documents.js";
import { transactionsHref } from "../store/filters.js";
import { dashboard } from "../store/state.js";
import { Line } from "../transactions/line.js";

const NEWEST = 8;

export function TransactionsCard({ edit }) {
  const { period } = dashboard.value;
  const filter = { start: period.start, end: period.end };
  const { value, isWaiting } = useFound(`${period.start} ${period.end}`, () =>
    ask(TRANSACTIONS, { filter, first: NEWEST }),
  );
  const all = html`<a class="button plain" href=${transactionsHref({ from: period.start, to: period.end })}>All of the period</a>`;
  return html`<${Card} name="transactions" title="Transactions" action=${all}>
    <div class=${value && isWaiting ? "waiting" : ""}><${Newest} page=${value?.transactions} edit=${edit} /></div>
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
