// The table of the numbers that a chart draws.

import { html } from "htm/preact";

/** What a chart says in rows: `head` names the columns, each row is a list of texts, the first of them its name. */
export function DataTable({ caption, head, rows }) {
  return html`<details class="data-table">
    <summary>As a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table>
        <caption class="unseen">${caption}</caption>
        <thead><tr>${head.map((name) => html`<th scope="col" key=${name}>${name}</th>`)}</tr></thead>
        <tbody>
          ${rows.map(
            ([name, ...cells], index) => html`<tr key=${index}>
              <th scope="row">${name}</th>
              ${cells.map((cell, column) => html`<td key=${column}>${cell}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
