// A transaction on a line: its day, payee and amount, and its category to be chosen there.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CategoryOptions } from "../dialogs/categories.js";
import { accountName, hasSeveral } from "../parts/accounts.js";
import { isDivided, splitName } from "../parts/categories.js";
import { dayText, fullDayText, isNegative, Money, moneyText } from "../parts/format.js";
import { tagName } from "../parts/tags.js";
import { alwaysOffer } from "../rules/always.js";
import { act, categories, notice, tell } from "../store/state.js";

/**
 * The inside of a line; with `year` its day has one, among others `inAccount` it names none, and `children` come
 * first. `part` is what of its amount is meant.
 */
export function Line({ transaction, edit, year, inAccount, part, children }) {
  const { date, payee, note, amount, baseAmount, accountAmount, account, balance, category, splits, tags, deleted } =
    transaction;
  const counted = inAccount ? accountAmount : baseAmount;
  const foreign = amount.currency !== counted.currency;
  const aside = inAccount ? foreign && moneyText(amount) : hasSeveral() && accountName(account.id);
  const details = [aside, ...tags.map(({ id }) => `#${tagName(id)}`), note].filter(Boolean).join(" · ");
  return html`
    ${children}
    <time datetime=${date}>${year ? fullDayText(date) : dayText(date)}</time>
    <div class="names">
      <button type="button" class="payee" onClick=${() => edit(transaction)}>
        ${payee}<span class="unseen">, edit</span>
        ${details && html`<small>${details}</small>`}
      </button>
      ${
        deleted || isDivided(transaction)
          ? html`<span class="chip">${[...new Set(splits.map(splitName))].join(", ")}</span>`
          : html`<${CategoryChip} transaction=${transaction} category=${category} />`
      }
    </div>
    <span class=${isNegative(amount) ? "amount" : "amount in"}>
      <${Money} of=${part ?? counted} signed />
      ${part && html`<small>of ${moneyText(counted)}</small>`}
      ${foreign && !inAccount && html`<small>${moneyText(amount)}</small>`}
      ${balance && html`<small class="balance"><span class="unseen">Balance after it: </span>${moneyText(balance)}</small>`}
    </span>
  `;
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
    const text = `“${transaction.payee}” has another category.`;
    if (!(await act("updateTransaction", { id, ifVersion: version, categoryId }, text, undo))) return;
    const chosen = categories.peek().find((other) => other.id === categoryId);
    const always = await alwaysOffer(transaction.payee, chosen).catch(() => null);
    // Something else may have happened meanwhile.
    if (always && notice.peek()?.text === text) tell(text, undo, always);
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
