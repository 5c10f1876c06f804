// The transactions of the period: found, and given a category.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "./api.js";
import { Card } from "./card.js";
import { CategoryOptions } from "./categories.js";
import { TRANSACTIONS } from "./documents.js";
import { dayText, isNegative, Money, moneyText } from "./format.js";
import { act, dashboard, tell } from "./state.js";

const PAGE = 8;
const MOST = 100;
const TYPING_MS = 250;
const RETRY_MS = 2_000;

export function TransactionsCard({ edit }) {
  const [text, setText] = useState("");
  const [count, setCount] = useState(PAGE);
  const [page, setPage] = useState(null);
  const { revision, period } = dashboard.value;
  const wanted = `${period.start} ${period.end} ${text}`;
  useEffect(() => {
    let over = false;
    const load = async () => {
      const filter = { start: period.start, end: period.end, text };
      try {
        const { transactions } = await ask(TRANSACTIONS, { filter, first: count });
        if (!over) setPage({ ...transactions, of: wanted });
      } catch (failure) {
        if (over) return;
        tell(failure.message);
        setTimeout(() => over || load(), RETRY_MS);
      }
    };
    load();
    return () => (over = true);
  }, [revision, period.start, period.end, text, count]);
  const action = html`<button type="button" class="main" onClick=${() => edit({})}>Add</button>`;
  return html`<${Card} name="transactions" title="Transactions" action=${action}>
    <${Search} find=${setText} />
    <div class=${page && page.of !== wanted ? "waiting" : ""}><${Days} page=${page} found=${text} edit=${edit} /></div>
    ${page?.pageInfo.hasNextPage && html`<${More} count=${count} show=${setCount} />`}
  <//>`;
}

function More({ count, show }) {
  if (count === MOST)
    return html`<p class="hint">These are the newest ${MOST} of the period; find others by payee or note.</p>`;
  return html`<button type="button" class="plain more" onClick=${() => show(Math.min(MOST, count * 4))}>Show more</button>`;
}

function Search({ find }) {
  const timer = useRef();
  const typed = (event) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(find, TYPING_MS, event.target.value.trim());
  };
  return html`<input type="search" placeholder="Find payee or note" aria-label="Find payee or note" onInput=${typed} />`;
}

function Days({ page, found, edit }) {
  if (!page) return html`<div class="skeleton lines" aria-busy="true"></div>`;
  if (!page.nodes.length) {
    return html`<p class="empty">
      ${found ? `Nothing of this period has “${found}” in its payee or note.` : "No transactions in this period. Add one, or drop a bank statement anywhere on this page."}
    </p>`;
  }
  return html`<ul class="transactions">
    ${page.nodes.map((each) => html`<${Line} key=${each.id} transaction=${each} edit=${edit} />`)}
  </ul>`;
}

function Line({ transaction, edit }) {
  const { date, payee, note, amount, baseAmount, category } = transaction;
  const foreign = amount.currency !== baseAmount.currency;
  return html`<li>
    <time datetime=${date}>${dayText(date)}</time>
    <div class="names">
      <button type="button" class="payee" onClick=${() => edit(transaction)}>
        ${payee}<span class="unseen">, edit</span>
        ${note && html`<small>${note}</small>`}
      </button>
      <${CategoryChip} transaction=${transaction} category=${category} />
    </div>
    <span class=${isNegative(amount) ? "amount" : "amount in"}>
      <${Money} of=${baseAmount} signed />
      ${foreign && html`<small>${moneyText(amount)}</small>`}
    </span>
  </li>`;
}

/** The category of a transaction; pressed, it becomes the choice of another. */
function CategoryChip({ transaction, category }) {
  const [open, setOpen] = useState(false);
  const button = useRef();
  const select = useRef();
  useEffect(() => {
    if (open) openList(select.current);
  }, [open]);
  const choose = async (event) => {
    const categoryId = event.target.value || null;
    setOpen(false);
    setTimeout(() => button.current?.focus());
    if (categoryId === (category?.id ?? null)) return;
    const { id, version } = transaction;
    const before = { id, categoryId: category?.id ?? null };
    const undo = { name: "Undo", accept: () => act("updateTransaction", before, "The category is as it was.") };
    await act(
      "updateTransaction",
      { id, ifVersion: version, categoryId },
      `“${transaction.payee}” has another category.`,
      undo,
    );
  };
  if (!open) {
    return html`<button ref=${button} type="button" class="chip" aria-label=${category ? `Category of ${transaction.payee}: ${category.name}` : `Categorise ${transaction.payee}`} onClick=${() => setOpen(true)}>
      ${category ? `${category.icon} ${category.name}` : "Categorise"}
    </button>`;
  }
  return html`<select class="chip" aria-label=${`Category of ${transaction.payee}`} ref=${select} onChange=${choose} onBlur=${() => setOpen(false)}>
    <option value="">Not categorised</option>
    <${CategoryOptions} chosen=${category?.id} />
  </select>`;
}

/** Arrow keys move in a list that is open; in one that is shut they choose. */
function openList(select) {
  select.focus();
  try {
    select.showPicker();
  } catch {
    // Some browsers cannot, and none does without the owner's own press.
  }
}
