// Amounts over time as lines, with a sentence for who cannot see them.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { fullDayText, moneyText } from "../parts/format.js";
import { scaleOf } from "./axis.js";
import { Plot, partOf } from "./plot.js";

/**
 * Each of `lines` has a name, a class, and an amount for each of the `days`; one with a `mark` has a dot at that index.
 * `labels` stand below the days.
 */
export function Lines({ days, lines, labels, sentence }) {
  const [pointed, point] = useState(null);
  const values = lines.map(({ amounts }) => amounts.map(({ amount }) => Number(amount)));
  const ticks = scaleOf(Math.min(...values.flat()), Math.max(...values.flat()));
  const part = partOf(ticks);
  const at = (index) => ((index + 0.5) / days.length) * 100;
  const shown = pointed ?? days.length - 1;
  const look = ({ currentTarget, clientX }) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    point(Math.min(days.length - 1, Math.max(0, Math.floor(((clientX - left) / width) * days.length))));
  };
  return html`<${Plot}
    ticks=${ticks}
    currency=${lines[0].amounts[0].currency}
    labels=${labels}
    sentence=${sentence}
    onPointerMove=${look}
    onPointerLeave=${() => point(null)}
    readout=${html`
      <strong>${fullDayText(days[shown])}</strong>
      ${lines.map(({ name, kind, amounts }) => html`<span key=${name} class=${kind}>${name} ${moneyText(amounts[shown])}</span>`)}
    `}
    legend=${lines.map(({ name, kind }) => html`<li key=${name} class="line ${kind}">${name}</li>`)}
  >
    ${lines.map(
      ({ name, kind, mark }, index) => html`
        <polyline key=${name} class=${kind} points=${values[index].map((value, day) => `${at(day)},${100 - part(value) * 100}`).join(" ")} />
        ${mark !== undefined && html`<path class="mark-dot ${kind}" d="M${at(mark)} ${100 - part(values[index][mark]) * 100}h0" />`}
      `,
    )}
    ${pointed !== null && html`<line class="rule pointer" x1=${at(shown)} x2=${at(shown)} y1="0" y2="100" />`}
  <//>`;
}
