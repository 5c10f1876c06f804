// The sign of the product.

import { html } from "htm/preact";

export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="thistle" d="M16 3l2.2 5.2L22 4.4l.6 5.6 5-2-2.4 5.4H6.8L4.4 8l5 2 .6-5.6 3.8 3.8z" />
    <path class="aqua" d="M7 15h18c0 5-3.4 8.4-7.7 8.9V29h-2.6v-5.1C10.4 23.4 7 20 7 15z" />
  </svg>`;
}
