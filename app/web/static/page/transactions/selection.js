// What can be done with the selected transactions, all at once.

import { html } from "htm/preact";
import { CategoryOptions } from "../dialogs/categories.js";
import { once } from "../parts/dialogs.js";
import { act, tell } from "../store/state.js";

/** The most that the API gives a category at once. */
const MOST = 500;

export function SelectionBar({ selected, clear }) {
  const transactions = [...selected.values()];
  const count = `${transactions.length} ${transactions.length === 1 ? "transaction" : "transactions"}`;
  const categorise = async ({ target }) => {
    const categoryId = target.value === "none" ? null : target.value;
    const undo = { name: "Undo", accept: () => giveBack(transactions) };
    if (
      await act(
        "categoriseTransactions",
        { transactionIds: transactions.map(({ id }) => id), categoryId },
        `${count} got a category.`,
        undo,
      )
    )
      clear();
    else target.value = "";
  };
  const remove = async () => {
    if (transactions.length > 1 && !confirm(`Put ${count} into the bin?`)) return;
    const undo = { name: "Undo", accept: () => each("restoreTransaction", transactions, `${count} restored.`) };
    if (await each("deleteTransaction", transactions, `${count} deleted.`, undo)) clear();
  };
  return html`<section class="selection-bar" aria-label="Selected">
    <strong>${transactions.length} selected</strong>
    <select class="chip" aria-label="Category of the selected" disabled=${transactions.length > MOST} onChange=${categorise}>
      <option value="">Category…</option>
      <option value="none">Not categorised</option>
      <${CategoryOptions} />
    </select>
    <button type="button" class="danger" onClick=${(event) => once(event, remove)}>Delete</button>
    <button type="button" class="plain" onClick=${clear}>Clear</button>
  </section>`;
}

/** Make a change of one transaction for each of several; stops at the first that is refused. */
async function each(name, transactions, text, offer) {
  for (const { id } of transactions.slice(0, -1)) if (!(await act(name, { id }, ""))) return false;
  return act(name, { id: transactions.at(-1).id }, text, offer);
}

/** Give each transaction the category that it had. */
async function giveBack(transactions) {
  const before = Map.groupBy(transactions, ({ category }) => category?.id ?? null);
  for (const [categoryId, group] of before) {
    if (!(await act("categoriseTransactions", { transactionIds: group.map(({ id }) => id), categoryId }, ""))) return;
  }
  tell("The categories are as they were.");
}
