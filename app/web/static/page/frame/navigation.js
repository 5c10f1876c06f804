// The ways from place to place: a bar at the side, and on a phone one at the bottom with "add" in the middle.

import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { Mark } from "../parts/mark.js";
import { PLACES } from "../places.js";
import { OF_A_PERIOD, periodQuery } from "../store/query.js";
import { period, periods } from "../store/state.js";

/** How many places stand on each side of "add"; the others are below "more". */
const BESIDE_ADD = 2;

export function Sidebar({ place }) {
  return html`<nav class="sidebar" aria-label="Places">
    <span class="brand"><${Mark} /> <span>Aqua Thistle</span></span>
    <ul>${PLACES.map((each) => html`<li key=${each.path}><${PlaceLink} to=${each} shown=${place} /></li>`)}</ul>
  </nav>`;
}

export function BottomBar({ place, add }) {
  const menu = useRef();
  const first = PLACES.slice(0, BESIDE_ADD);
  const [third, ...others] = PLACES.slice(BESIDE_ADD);
  const close = () => menu.current.hidePopover();
  return html`<nav class="bottom-bar" aria-label="Places">
    ${first.map((each) => html`<${PlaceLink} key=${each.path} to=${each} shown=${place} />`)}
    <button type="button" class="main add" aria-label="Add" onClick=${add}>+</button>
    <${PlaceLink} to=${third} shown=${place} />
    <button type="button" class="to" popovertarget="more-places" aria-current=${others.includes(place) ? "true" : undefined}>
      <${Sign} outline="M5 12h.01M12 12h.01M19 12h.01" /> More
    </button>
    <div class="more-places" id="more-places" popover ref=${menu} onClick=${close}>
      ${others.map((each) => html`<${PlaceLink} key=${each.path} to=${each} shown=${place} />`)}
    </div>
  </nav>`;
}

function PlaceLink({ to, shown }) {
  const { path, name, sign } = to;
  const href = OF_A_PERIOD.has(path) ? path + periodQuery(period.value, periods.value) : path;
  return html`<a class="to" href=${href} aria-current=${to === shown ? "page" : undefined}>
    <${Sign} outline=${sign} /> ${name}
  </a>`;
}

function Sign({ outline }) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${outline} /></svg>`;
}
