// What charts over time share: round values beside them, a rule at each, and the labels of days below.

import { html } from "htm/preact";
import { shortMoneyText } from "../parts/format.js";

/** A figure whose `children` are drawn between the lowest and the highest tick, and where `readout` says what is pointed at. */
export function Plot({ ticks, currency, labels, sentence, readout, legend, onPointerMove, onPointerLeave, children }) {
  const heights = ticks.map((tick) => shortMoneyText({ amount: String(tick), currency }));
  const part = partOf(ticks);
  return html`<figure class="columns" style=${{ "--letters": Math.max(...heights.map(({ length }) => length)) }}>
    <p class="readout">${readout}</p>
    <div class="plot" onPointerMove=${onPointerMove} onPointerLeave=${onPointerLeave}>
      ${ticks.map((tick, index) => html`<span key=${tick} class="tick" aria-hidden="true" style=${{ bottom: `${part(tick) * 100}%` }}>${heights[index]}</span>`)}
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=${sentence}>
        ${ticks.map((tick) => html`<line key=${tick} class=${tick ? "rule" : "rule floor"} x1="0" x2="100" y1=${100 - part(tick) * 100} y2=${100 - part(tick) * 100} />`)}
        ${children}
      </svg>
    </div>
    <ol class="axis" aria-hidden="true" style=${{ "--halves": 2 * labels.length }}>
      ${placesOf(labels).map(({ text, below, column, justify }) => html`<li key=${column} style=${{ gridColumn: column, justifyItems: justify }}><span>${text}</span> <span>${below}</span></li>`)}
    </ol>
    <ul class="key">${legend}</ul>
  </figure>`;
}

/** How far up a value is drawn, from 0 to 1. */
export function partOf(ticks) {
  const [bottom] = ticks;
  return (value) => (value - bottom) / (ticks.at(-1) - bottom);
}

/** The labels that there are, each with the room between its neighbours; the last ends with the chart. */
function placesOf(labels) {
  const end = 2 * labels.length + 1;
  const all = labels.map((label, index) => ({ ...label, index, middle: 2 * index + 2 }));
  const shown = all.filter(({ text }) => text);
  const every = shown.length > 1 ? shown[1].index - shown[0].index : labels.length;
  return shown.map((label) => {
    const isCut = label.middle + every > end;
    const from = isCut ? end - 2 * every : Math.max(1, label.middle - every);
    const column = `${from} / ${isCut ? end : label.middle + every}`;
    return { ...label, column, justify: isCut ? "end" : "center" };
  });
}
