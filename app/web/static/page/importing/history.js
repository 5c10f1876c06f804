// What was imported, the newest first, and the undo of one import as a whole.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { FormDialog } from "../parts/dialogs.js";
import { ask } from "../store/api.js";
import { IMPORTS } from "../store/documents.js";
import { change, tell } from "../store/state.js";

export function ImportHistory() {
  const [imports, setImports] = useState([]);
  const [undoing, setUndoing] = useState(null);
  const load = async () => setImports((await ask(IMPORTS)).imports.nodes);
  useEffect(() => {
    load().catch((failure) => tell(failure.message));
  }, []);
  const send = () => change("undoImport", { id: undoing.id, lost: undoing.transactionCount });
  const done = async () => {
    setUndoing(null);
    await load();
  };
  return html`<details>
    <summary>Imports</summary>
    <ul class="tokens">
      ${imports.map(
        (made) => html`<li key=${made.id}>
          <span class="name">${nameOf(made)} <small>${[...made.accounts.map(({ name }) => name), made.transactionCount].join(" · ")}</small></span>
          ${made.state === "DONE" && html`<button type="button" class="plain danger" aria-label="Undo ${nameOf(made)}" onClick=${() => setUndoing(made)}>Undo</button>`}
        </li>`,
      )}
    </ul>
    ${
      undoing &&
      html`<${FormDialog} title="Undo ${nameOf(undoing)}" label="Undo" send=${send} done=${done} onClose=${() => setUndoing(null)}>
        ${() => html`<p>Transactions that go for good: ${undoing.transactionCount}. Changed since: ${undoing.changedSince}.</p>`}
      <//>`
    }
  </details>`;
}

function nameOf({ fileName, at }) {
  return `${fileName ?? ""} ${new Date(at).toLocaleString()}`;
}
