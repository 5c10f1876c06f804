// The place of all transactions: found by words, amount, day, account and category, edited one by one or several at once.

import { html } from "htm/preact";
import { address } from "../store/address.js";
import { filterIn, transactionsHref } from "../store/filters.js";
import { Chips, FilterPanel, Search } from "../transactions/filters.js";
import { Found } from "../transactions/found.js";

export function Place({ edit }) {
  const filter = filterIn(address.value.query);
  return html`
    <div class="finding">
      <${Search} filter=${filter} />
      <${FilterPanel} filter=${filter} />
      <a class="button plain" href=${filter.bin ? "/transactions" : "/transactions?bin="} aria-current=${filter.bin ? "true" : undefined}>Bin</a>
      <${Chips} filter=${filter} />
    </div>
    <${Found} filter=${filter} edit=${edit} nothing=${html`<${Nothing} filter=${filter} />`} />
  `;
}

function Nothing({ filter }) {
  if (filter.bin)
    return html`<p class="card empty">The bin is empty. What you delete waits here, and can be restored.</p>`;
  return transactionsHref(filter) === "/transactions"
    ? html`<p class="card empty">There is no transaction yet. Add one, or drop a bank statement anywhere on this page.</p>`
    : html`<p class="card empty">No transaction meets these filters. <a href="/transactions">Show all</a></p>`;
}
