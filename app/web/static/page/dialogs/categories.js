// Categories: the usual ones to begin with, choosing one, and keeping them as the owner wants.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Dialog, Field, FormDialog, once } from "../parts/dialogs.js";
import { act, categories, change, tell } from "../store/state.js";

const KINDS = { EXPENSE: "Expenses", INCOME: "Income", TRANSFER: "Transfers between own accounts" };

/** The kinds of these categories: a category of transfers cannot be made, but some ledgers have one. */
function kindsOf(some) {
  return Object.entries(KINDS).filter(([kind]) => kind !== "TRANSFER" || some.some((each) => each.kind === kind));
}

const USUAL = [
  { name: "Home", kind: "EXPENSE", icon: "🏠", colour: "#4f6d8f" },
  { name: "Groceries", kind: "EXPENSE", icon: "🛒", colour: "#3f8f5b" },
  { name: "Eating out", kind: "EXPENSE", icon: "🍝", colour: "#c9713b" },
  { name: "Transport", kind: "EXPENSE", icon: "🚋", colour: "#b58a2c" },
  { name: "Health", kind: "EXPENSE", icon: "💊", colour: "#b3525f" },
  { name: "Leisure", kind: "EXPENSE", icon: "🎈", colour: "#7d5ba6" },
  { name: "Shopping", kind: "EXPENSE", icon: "👜", colour: "#c26a9b" },
  { name: "Other", kind: "EXPENSE", icon: "📦", colour: "#7a7f87" },
  { name: "Salary", kind: "INCOME", icon: "💼", colour: "#1f766b" },
  { name: "Other income", kind: "INCOME", icon: "💶", colour: "#5fb0a4" },
];

/** Add the usual categories that there are none of yet. */
export async function addUsualCategories() {
  const known = new Set(categories.peek().map(({ name }) => name));
  try {
    for (const category of USUAL.filter(({ name }) => !known.has(name))) await change("createCategory", category);
  } catch (failure) {
    tell(failure.message);
  }
}

/** The options of categories: those on top, each with its children below it, under the name of their kind. */
export function CategoryOptions({ chosen }) {
  return Object.keys(KINDS).map(
    (kind) => html`<optgroup key=${kind} label=${KINDS[kind]}>
      ${inTree(categories.value.filter((each) => each.kind === kind && (!each.archived || each.id === chosen))).map(
        ({ id, name, icon, depth }) => html`<option key=${id} value=${id} selected=${id === chosen}>
          ${depth ? "\u2003" : ""}${icon} ${name}
        </option>`,
      )}
    </optgroup>`,
  );
}

/** Categories in the order of their tree, each with its depth. */
export function inTree(some) {
  const known = new Set(some.map(({ id }) => id));
  const below = (id) => some.filter(({ parent }) => parent?.id === id).map((each) => ({ ...each, depth: 1 }));
  const tops = some.filter(({ parent }) => !known.has(parent?.id));
  return tops.flatMap((each) => [{ ...each, depth: 0 }, ...below(each.id)]);
}

function bringBack({ id, name }) {
  return act("archiveCategory", { id, archived: false }, `“${name}” is back.`);
}

/** All categories, to be edited, added to, put away and brought back. */
export function CategoriesDialog({ onClose }) {
  const [edited, edit] = useState(null);
  const away = categories.value.filter(({ archived }) => archived);
  return html`<${Dialog} title="Categories" onClose=${onClose}>
    ${kindsOf(categories.value).map(
      ([kind, name]) => html`<section key=${kind}>
        <h3>${name}</h3>
        <ul class="category-list">
          ${inTree(categories.value.filter((each) => each.kind === kind && !each.archived)).map(
            (each) => html`<li key=${each.id} class=${each.depth ? "child" : ""}>
              <span class="swatch" style=${{ background: each.colour }}></span>
              <button type="button" class="plain" onClick=${() => edit(each)}>${each.icon} ${each.name}<span class="unseen">, edit</span></button>
            </li>`,
          )}
        </ul>
      </section>`,
    )}
    ${
      away.length > 0 &&
      html`<section>
        <h3>Put away</h3>
        <p class="hint">Their figures stay; no new transaction is given them.</p>
        <ul class="category-list">
          ${away.map(
            (each) => html`<li key=${each.id}>
              <span class="swatch" style=${{ background: each.colour }}></span>
              <span class="name">${each.icon} ${each.name}</span>
              <button type="button" class="plain" aria-label=${`Bring back ${each.name}`} onClick=${(event) => once(event, () => bringBack(each))}>Bring back</button>
            </li>`,
          )}
        </ul>
      </section>`
    }
    <footer><button type="button" class="main" onClick=${() => edit({})}>New category</button></footer>
    ${edited && html`<${CategoryDialog} key=${edited.id} category=${edited} onClose=${() => edit(null)} />`}
  <//>`;
}

/** A category to add, {}, or to edit. */
export function CategoryDialog({ category, onClose }) {
  const [parentId, setParent] = useState(category.parent?.id ?? "");
  const isNew = !category.id;
  const tops = categories.value.filter(({ id, parent, archived }) => !parent && !archived && id !== category.id);
  const parent = tops.find(({ id }) => id === parentId);
  const send = ({ kind, ...values }, { key }) => {
    const input = { ...values, parentId: parentId || null };
    if (!parent) input.kind = kind;
    else if (isNew) input.kind = parent.kind;
    return isNew
      ? change("createCategory", { ...input, idempotencyKey: key })
      : change("updateCategory", { ...input, id: category.id });
  };
  const archive = async () => {
    const back = { name: "Undo", accept: () => bringBack(category) };
    if (await act("archiveCategory", { id: category.id }, `“${category.name}” is put away; its figures stay.`, back))
      onClose();
  };
  const beside =
    !isNew && html`<button type="button" class="danger" onClick=${(event) => once(event, archive)}>Put away</button>`;
  return html`<${FormDialog} title=${isNew ? "New category" : `Edit ${category.name}`} onClose=${onClose} label="Save" send=${send} beside=${beside}>
    ${(problem) => html`
      <${Field} label="Name" name="name" maxlength="100" defaultValue=${category.name ?? ""} problem=${problem("name")} />
      <div class="pair">
        <${Field} label="Emoji" name="icon" defaultValue=${category.icon ?? ""} problem=${problem("icon")} />
        <${Field} label="Colour" name="colour" type="color" defaultValue=${category.colour ?? "#4f8a8b"} problem=${problem("colour")} />
      </div>
      <${Field} label="Below" name="parentId" problem=${problem("parentId")} onChange=${(event) => setParent(event.target.value)}>
        <option value="">No other category</option>
        ${tops.map(({ id, name, icon }) => html`<option key=${id} value=${id} selected=${id === parentId}>${icon} ${name}</option>`)}
      <//>
      ${
        !parent &&
        html`<${Field} label="It counts as" name="kind" problem=${problem("kind")}>
        ${kindsOf([category]).map(([kind, name]) => html`<option key=${kind} value=${kind} selected=${kind === category.kind}>${name}</option>`)}
      <//>`
      }
    `}
  <//>`;
}
