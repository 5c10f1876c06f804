// A card of the home screen: its title, what can be done with it, and its contents.

import { html } from "htm/preact";

export function Card({ name, title, action, children }) {
  return html`<section class="card" id=${name} aria-labelledby="${name}-title">
    <header><h2 id="${name}-title">${title}</h2>${action}</header>
    ${children}
  </section>`;
}
