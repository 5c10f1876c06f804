// What can be done with the selected transactions, all at once and undone at once.

import { html } from "htm/preact";
import { CategoryOptions } from "../dialogs/categories.js";
import { AccountOptions, hasSeveral } from "../parts/accounts.js";
import { once } from "../parts/dialogs.js";
import { TagOptions, tagNamed } from "../parts/tags.js";
import { filterInput } from "../store/filters.js";
import { act, tags } from "../store/state.js";

/** The `ids` that are selected, or with `isAll` all that the filter finds, of which there are `total`. */
export function SelectionBar({ ids, filter, total, isAll, selectAll, clear }) {
  const size = isAll ? total : ids.length;
  const count = `${size.toLocaleString()} ${size === 1 ? "transaction" : "transactions"}`;
  const chosen = isAll ? { filter: filterInput(filter), count: total } : { transactionIds: ids };
  const make = async (name, text, patch = {}) => {
    if (await act(name, { ...chosen, ...patch }, text, undo)) clear();
  };
  const update =
    (name, text) =>
    async ({ target }) => {
      await make("updateTransactions", text, { patch: { [name]: target.value === "none" ? null : target.value } });
      target.value = "";
    };
  const retag = async ({ target }) => {
    const [name, id] =
      target.value === "new"
        ? ["addTagIds", await tagNamed(prompt("Name of the new tag") ?? "")]
        : target.value.split(" ");
    if (id)
      await make("updateTransactions", `${count} ${name === "addTagIds" ? "tagged" : "lost the tag"}.`, {
        patch: { [name]: [id] },
      });
    target.value = "";
  };
  const remove = () => {
    if (size === 1 || confirm(`Put ${count} into the bin?`)) return make("deleteTransactions", `${count} deleted.`);
  };
  const restore = () => make("restoreTransactions", `${count} restored.`);
  return html`<section class="selection-bar" aria-label="Selected">
    <strong>${size.toLocaleString()} selected</strong>
    ${!isAll && total > size && html`<button type="button" class="plain" onClick=${selectAll}>Select all ${total.toLocaleString()}</button>`}
    ${
      filter.bin
        ? html`<button type="button" onClick=${(event) => once(event, restore)}>Restore</button>`
        : html`
          <select class="chip" aria-label="Category of the selected" onChange=${update("categoryId", `${count} got a category.`)}>
            <option value="">Category…</option>
            <option value="none">Not categorised</option>
            <${CategoryOptions} />
          </select>
          <select class="chip" aria-label="Tags of the selected" onChange=${retag}>
            <option value="">Tag…</option>
            <optgroup label="Add"><${TagOptions} of="addTagIds" /><option value="new">A new one…</option></optgroup>
            ${tags.value.length > 0 && html`<optgroup label="Take off"><${TagOptions} of="removeTagIds" /></optgroup>`}
          </select>
          ${
            hasSeveral() &&
            html`<select class="chip" aria-label="Account of the selected" onChange=${update("accountId", `${count} moved.`)}>
              <option value="">Move to…</option>
              <${AccountOptions} />
            </select>`
          }
          <button type="button" class="danger" onClick=${(event) => once(event, remove)}>Delete</button>
        `
    }
    <button type="button" class="plain" onClick=${clear}>Clear</button>
  </section>`;
}

function undo({ revision }) {
  const accept = () => act("undoTransactions", { revision }, "All is as it was, but for what was changed since.");
  return { name: "Undo", accept };
}
