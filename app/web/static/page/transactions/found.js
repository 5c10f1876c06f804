// What a filter finds: how many transactions, what they add up to, and the list of them, in which some can be selected.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { once } from "../parts/dialogs.js";
import { moneyText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { go } from "../store/address.js";
import { filterInput, ORDERS, transactionsHref } from "../store/filters.js";
import { act } from "../store/state.js";
import { Line } from "./line.js";
import { LongList } from "./list.js";
import { partOf } from "./parts.js";
import { Rows } from "./rows.js";
import { SelectionBar } from "./selection.js";

const NONE_SELECTED = new Map();

/** `account` is the id of the one whose place this is, whose balance `runs` along; `nothing` is shown if nothing is found. */
export function Found({ filter, account, runs, edit, nothing }) {
  const wanted = transactionsHref(filter);
  const [selected, select] = useState(NONE_SELECTED);
  const [isAll, setAll] = useState(false);
  const { value: rows, isWaiting } = useFound(wanted, async (before) => {
    const rows = await new Rows(filterInput(filter), filter.order, runs && account).open();
    return before ? rows.follow(before) : rows;
  });
  const clear = () => {
    select(NONE_SELECTED);
    setAll(false);
  };
  useEffect(clear, [wanted]);
  const toggle = (transaction) => {
    const next = new Map(selected);
    if (!next.delete(transaction.id)) next.set(transaction.id, transaction);
    select(next);
  };
  const draw = (
    transaction,
  ) => html`<${Line} transaction=${transaction} edit=${edit} inAccount=${account} part=${partOf(transaction, filter)} year>
    <span class="select">
      <input
        type="checkbox"
        aria-label=${`Select ${transaction.payee}`}
        checked=${isAll || selected.has(transaction.id)}
        disabled=${isAll}
        onChange=${() => toggle(transaction)}
      />
      ${filter.bin && html`<${Restore} transaction=${transaction} />`}
    </span>
  <//>`;
  return html`
    ${rows && html`<${Sums} rows=${rows} filter=${filter} isOrdered=${!account} />`}
    ${!rows && html`<div class="card skeleton lines" aria-busy="true"></div>`}
    ${rows?.total === 0 && nothing}
    ${
      rows?.total > 0 &&
      html`<div class=${isWaiting ? "card list waiting" : "card list"}>
        <${LongList} rows=${rows} draw=${draw} label=${filter.bin ? "Deleted transactions" : "Transactions"} />
      </div>`
    }
    ${
      selected.size > 0 &&
      html`<${SelectionBar} ids=${[...selected.keys()]} filter=${filter} total=${rows.total} isAll=${isAll} selectAll=${() => setAll(true)} clear=${clear} />`
    }
  `;
}

/** How many transactions there are, and what they add up to. */
function Sums({ rows, filter, isOrdered }) {
  const { total, sums } = rows;
  const count = `${total.toLocaleString()} ${total === 1 ? "transaction" : "transactions"}${filter.bin ? " in the bin" : ""}`;
  const sort = ({ target }) => go(transactionsHref({ ...filter, order: target.value }), { replace: true });
  return html`<div class="sums-and-order"><div role="status"><dl class="list-sums">
    <div class="count"><dt class="unseen">Found</dt><dd>${count}</dd></div>
    ${
      !filter.bin &&
      html`
        <div><dt>In</dt><dd class="money in">${moneyText(sums.income)}</dd></div>
        <div><dt>Out</dt><dd class="money out">${moneyText(sums.expenses)}</dd></div>
        <div><dt>Net</dt><dd class="money">${moneyText(sums.net, { signDisplay: "exceptZero" })}</dd></div>
      `
    }
  </dl></div>
    ${
      isOrdered &&
      html`<select class="chip" aria-label="Order" onChange=${sort}>
        <option value="">Newest first</option>
        ${Object.entries(ORDERS).map(([order, name]) => html`<option key=${order} value=${order} selected=${order === filter.order}>${name}</option>`)}
      </select>`
    }
  </div>`;
}

function Restore({ transaction }) {
  const { id, payee } = transaction;
  const restore = () => act("restoreTransaction", { id }, `“${payee}” is back.`);
  return html`<button type="button" aria-label=${`Restore ${payee}`} onClick=${(event) => once(event, restore)}>Restore</button>`;
}
