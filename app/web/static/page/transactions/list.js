// A list of any length, of which only the lines in view are drawn.

import { html } from "htm/preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { tell } from "../store/state.js";

const PHONE = matchMedia("(max-width: 760px)");
const HEIGHTS = { phone: 66, desk: 48 };
/** Lines that are drawn above and below the view. */
const AROUND = 12;
const RETRY_MS = 2_000;

/** `rows` are Rows, and `draw` makes the inside of a line; `label` names the list. */
export function LongList({ rows, draw, label }) {
  const list = useRef();
  const [height, setHeight] = useState(lineHeight);
  const [[from, to], setRange] = useState([0, 0]);
  const [, setLoaded] = useState(0);
  const look = () => list.current && setRange((before) => inView(list.current, rows.total, before));
  useLayoutEffect(look, [rows, height]);
  useEffect(() => {
    const resized = () => setHeight(lineHeight());
    PHONE.addEventListener("change", resized);
    for (const type of ["scroll", "resize"]) addEventListener(type, look);
    return () => {
      PHONE.removeEventListener("change", resized);
      for (const type of ["scroll", "resize"]) removeEventListener(type, look);
    };
  }, [rows]);
  useEffect(() => {
    let over = false;
    const changed = () => over || setLoaded((count) => count + 1);
    const load = () =>
      rows.want(from, to, changed).catch((failure) => {
        if (over) return;
        tell(failure.message);
        setTimeout(load, RETRY_MS);
      });
    load();
    return () => (over = true);
  }, [rows, from, to]);
  const places = Array.from({ length: Math.max(0, Math.min(to, rows.total) - from) }, (_, index) => from + index);
  return html`<ul class="transactions rows" ref=${list} aria-label=${label} style=${{ "--lines": rows.total, "--tall": `${height}px` }}>
    ${places.map((place) => {
      const row = rows.at(place);
      return html`<li key=${place} aria-setsize=${rows.total} aria-posinset=${place + 1} style=${{ "--place": place }}>
        ${row ? draw(row) : html`<span class="skeleton" aria-hidden="true"></span>`}
      </li>`;
    })}
  </ul>`;
}

function lineHeight() {
  return PHONE.matches ? HEIGHTS.phone : HEIGHTS.desk;
}

/** The lines in view and some around them; the same pair as before if nothing moved. */
function inView(list, total, before) {
  const { top } = list.getBoundingClientRect();
  const height = lineHeight();
  const from = Math.min(total, Math.max(0, Math.floor(-top / height) - AROUND));
  const to = Math.min(total, Math.max(0, Math.ceil((innerHeight - top) / height) + AROUND));
  return from === before[0] && to === before[1] ? before : [from, to];
}
