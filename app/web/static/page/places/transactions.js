// The place of all transactions: found by words, amount, day and category, edited one by one or several at once.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { once } from "../parts/dialogs.js";
import { moneyText } from "../parts/format.js";
import { address } from "../store/address.js";
import { filterIn, filterInput, transactionsHref } from "../store/filters.js";
import { act, dashboard, tell } from "../store/state.js";
import { Chips, FilterPanel, Search } from "../transactions/filters.js";
import { Line } from "../transactions/line.js";
import { LongList } from "../transactions/list.js";
import { Rows } from "../transactions/rows.js";
import { SelectionBar } from "../transactions/selection.js";

const RETRY_MS = 2_000;

export function Place({ edit }) {
  const filter = filterIn(address.value.query);
  const [selected, select] = useState(new Map());
  const { rows, isWaiting } = useRows(filter);
  useEffect(() => select(new Map()), [transactionsHref(filter)]);
  const toggle = (transaction) => {
    const next = new Map(selected);
    if (!next.delete(transaction.id)) next.set(transaction.id, transaction);
    select(next);
  };
  const draw = (transaction) =>
    filter.bin
      ? html`<${BinLine} transaction=${transaction} edit=${edit} />`
      : html`<${Line} transaction=${transaction} edit=${edit} year>
          <input
            type="checkbox"
            aria-label=${`Select ${transaction.payee}`}
            checked=${selected.has(transaction.id)}
            onChange=${() => toggle(transaction)}
          />
        <//>`;
  return html`
    <div class="finding">
      <${Search} filter=${filter} />
      <${FilterPanel} filter=${filter} />
      <a class="button plain" href=${filter.bin ? "/transactions" : "/transactions?bin="} aria-current=${filter.bin ? "true" : undefined}>Bin</a>
      <${Chips} filter=${filter} />
    </div>
    ${rows && html`<${Sums} rows=${rows} filter=${filter} />`}
    ${!rows && html`<div class="card skeleton lines" aria-busy="true"></div>`}
    ${rows?.total === 0 && html`<${Nothing} filter=${filter} />`}
    ${
      rows?.total > 0 &&
      html`<div class=${isWaiting ? "card list waiting" : "card list"}>
        <${LongList} rows=${rows} draw=${draw} label=${filter.bin ? "Deleted transactions" : "Transactions"} />
      </div>`
    }
    ${selected.size > 0 && html`<${SelectionBar} selected=${selected} clear=${() => select(new Map())} />`}
  `;
}

/** The rows of a filter as they are at the newest revision; until they are loaded, those of before are waiting. */
function useRows(filter) {
  const [shown, setShown] = useState({});
  const { revision } = dashboard.value;
  const wanted = transactionsHref(filter);
  useEffect(() => {
    let over = false;
    const load = async () => {
      try {
        const rows = await new Rows(filterInput(filter)).open();
        if (shown.wanted === wanted) await rows.follow(shown.rows);
        if (!over) setShown({ rows, wanted });
      } catch (failure) {
        if (over) return;
        tell(failure.message);
        setTimeout(() => over || load(), RETRY_MS);
      }
    };
    load();
    return () => (over = true);
  }, [wanted, revision]);
  return { rows: shown.rows, isWaiting: shown.wanted !== wanted };
}

/** How many transactions there are, and what they add up to. */
function Sums({ rows, filter }) {
  const { total, sums } = rows;
  const count = `${total.toLocaleString()} ${total === 1 ? "transaction" : "transactions"}${filter.bin ? " in the bin" : ""}`;
  return html`<div role="status"><dl class="list-sums">
    <div class="count"><dt class="unseen">Found</dt><dd>${count}</dd></div>
    ${
      !filter.bin &&
      html`
        <div><dt>In</dt><dd class="money in">${moneyText(sums.income)}</dd></div>
        <div><dt>Out</dt><dd class="money out">${moneyText(sums.expenses)}</dd></div>
        <div><dt>Net</dt><dd class="money">${moneyText(sums.net, { signDisplay: "exceptZero" })}</dd></div>
      `
    }
  </dl></div>`;
}

function Nothing({ filter }) {
  if (filter.bin)
    return html`<p class="card empty">The bin is empty. What you delete waits here, and can be restored.</p>`;
  return transactionsHref(filter) === "/transactions"
    ? html`<p class="card empty">There is no transaction yet. Add one, or drop a bank statement anywhere on this page.</p>`
    : html`<p class="card empty">No transaction meets these filters. <a href="/transactions">Show all</a></p>`;
}

function BinLine({ transaction, edit }) {
  const { id, payee } = transaction;
  const restore = () => act("restoreTransaction", { id }, `“${payee}” is back.`);
  return html`<${Line} transaction=${transaction} edit=${edit} year>
    <button type="button" aria-label=${`Restore ${payee}`} onClick=${(event) => once(event, restore)}>Restore</button>
  <//>`;
}
