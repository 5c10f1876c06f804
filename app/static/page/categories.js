// Categories: the usual ones to begin with, and any other that the owner wants.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { idempotencyKey } from "./api.js";
import { Dialog, Field, Form } from "./dialogs.js";
import { categories, change, tell } from "./state.js";

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
  { name: "Savings", kind: "TRANSFER", icon: "🐷", colour: "#8f949c" },
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

export function CategoryDialog({ onClose }) {
  const [key] = useState(idempotencyKey);
  const [parentId, setParent] = useState("");
  const tops = categories.value.filter(({ parent, archived }) => !parent && !archived);
  const parent = tops.find(({ id }) => id === parentId);
  const send = ({ kind, ...values }) =>
    change("createCategory", { ...values, kind: parent?.kind ?? kind, parentId: parentId || null, idempotencyKey: key });
  return html`<${Dialog} title="New category" onClose=${onClose}>
    <${Form} label="Save" send=${send} done=${onClose}>
      ${(problem) => html`
        <${Field} label="Name" name="name" maxlength="100" problem=${problem("name")} />
        <div class="pair">
          <${Field} label="Emoji" name="icon" problem=${problem("icon")} />
          <${Field} label="Colour" name="colour" type="color" defaultValue="#4f8a8b" problem=${problem("colour")} />
        </div>
        <${Field} label="Below" name="parentId" problem=${problem("parentId")} onChange=${(event) => setParent(event.target.value)}>
          <option value="">No other category</option>
          ${tops.map(({ id, name, icon }) => html`<option key=${id} value=${id}>${icon} ${name}</option>`)}
        <//>
        ${!parent &&
        html`<${Field} label="It counts as" name="kind" problem=${problem("kind")}>
          <option value="EXPENSE">Expenses</option>
          <option value="INCOME">Income</option>
          <option value="TRANSFER">Transfers between own accounts, which count nowhere</option>
        <//>`}
      `}
    <//>
  <//>`;
}
