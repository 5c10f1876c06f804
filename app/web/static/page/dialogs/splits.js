// The parts of a transaction in its form: what each was for, and the rest, which is the last one's.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { difference, readDecimal, sumOf, writtenDecimal } from "../parts/amounts.js";
import { splitName } from "../parts/categories.js";
import { Field } from "../parts/dialogs.js";
import { moneyText } from "../parts/format.js";
import { CategoryOptions } from "./categories.js";

/** The splits of a transaction as the form writes them: amounts in its direction, none for the last. */
export function splitsWritten({ amount, splits }) {
  const rows = splits.map((split, index) => ({
    id: split.id,
    amount:
      index === splits.length - 1 ? "" : writtenDecimal(turned(split.amount.amount, amount.amount.startsWith("-"))),
    categoryId: split.category?.id ?? "",
    note: split.note,
    transfer: split.transfer?.id ?? null,
  }));
  return JSON.stringify(rows);
}

/** What was written as the splits of a change; `isOut` if the transaction's money goes out. */
export function splitsInput(written, isOut) {
  const rows = JSON.parse(written);
  return rows.map(({ id, amount, categoryId, note }, index) => ({
    id: id ?? null,
    amount: index === rows.length - 1 ? null : turned(readDecimal(amount, "splits"), isOut),
    categoryId: categoryId || null,
    note,
  }));
}

export function splitsTold(written) {
  const name = ({ amount, categoryId, transfer }) =>
    `${splitName({ category: { id: categoryId }, transfer })} ${amount || "the rest"}`;
  return JSON.parse(written).map(name).join(", ");
}

function turned(amount, isOut) {
  return isOut ? difference("0", amount) : amount;
}

/** One row for each split; the last has no input for its amount, because it is the rest. */
export function SplitFields({ value, currency, problem }) {
  const hidden = useRef();
  const [written, setWritten] = useState(value);
  const [, redraw] = useState(0);
  const rows = JSON.parse(written);
  useEffect(() => {
    // The rest follows the amount, which is written elsewhere in the form.
    const { form } = hidden.current;
    const follow = () => redraw((count) => count + 1);
    follow();
    form.addEventListener("input", follow);
    return () => form.removeEventListener("input", follow);
  }, []);
  const put = (next) => setWritten(JSON.stringify(next));
  const set = (index, part) => put(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const add = () => put([...rows.slice(0, -1), { ...NEW }, rows.at(-1)]);
  const rest = restOf(rows, hidden.current?.form.elements.amount.value);
  return html`<fieldset class="field splits">
    <legend>Split into</legend>
    <input type="hidden" name="splits" ref=${hidden} value=${written} onChange=${({ target }) => setWritten(target.value)} />
    ${rows.map((row, index) => {
      const isLast = index === rows.length - 1;
      return html`<div key=${row.id ?? index} class="split">
        ${
          row.transfer
            ? html`<p>Transfer</p>`
            : html`<select aria-label="Category of part ${index + 1}" onChange=${({ target }) => set(index, { categoryId: target.value })}>
              <option value="">Not categorised</option>
              <${CategoryOptions} chosen=${row.categoryId} />
            </select>`
        }
        ${
          isLast
            ? html`<output class="money" aria-label="The rest"><small>Rest </small>${rest === null ? "–" : moneyText({ amount: rest, currency })}</output>`
            : html`<input inputmode="decimal" aria-label="Amount of part ${index + 1}" value=${row.amount} onInput=${({ target }) => set(index, { amount: target.value })} />`
        }
        ${
          rows.length > 1 &&
          html`<button type="button" class="plain icon" aria-label="Remove part ${index + 1}" onClick=${() => put(rows.filter((_, at) => at !== index))}>✕</button>`
        }
      </div>`;
    })}
    <button type="button" class="plain" onClick=${add}>Another part</button>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
  </fieldset>`;
}

const NEW = { amount: "", categoryId: "", note: "", transfer: null };

/** What remains of the total for the last part, or null while an amount cannot be read. */
function restOf(rows, total) {
  try {
    const parts = rows.slice(0, -1).map(({ amount }) => readDecimal(amount || "0", "splits"));
    return difference(readDecimal(total, "amount"), sumOf(["0", ...parts]));
  } catch {
    return null;
  }
}

/** The category of a transaction, and the way to split it. */
export function CategoryOrSplits({ transaction, currency, problem }) {
  const isDivided = transaction.splits?.length > 1;
  const [written, setWritten] = useState(isDivided ? splitsWritten(transaction) : null);
  if (written !== null)
    return html`<${SplitFields} value=${written} currency=${currency} problem=${problem("splits")} />`;
  const [only] = transaction.splits ?? [];
  const split = ({ target }) => {
    const categoryId = target.form.elements.categoryId.value;
    setWritten(JSON.stringify([{ ...NEW, id: only?.id, categoryId, note: only?.note ?? "" }, NEW]));
  };
  if (only?.transfer) return html`<p class="field">A transfer</p>`;
  return html`<div>
    <${Field} label="Category" name="categoryId" problem=${problem("categoryId")}>
      <option value="">Not categorised</option>
      <${CategoryOptions} chosen=${transaction.category?.id} />
    <//>
    <button type="button" class="plain" onClick=${split}>Split it</button>
  </div>`;
}
