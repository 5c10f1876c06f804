// Income and expenses as columns, with a sentence for who cannot see them.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { moneyText, periodText, shortMoneyText, size } from "../parts/format.js";
import { Opens } from "../parts/opens.js";
import { sameDaysText } from "../parts/periods.js";
import { axisLabels } from "./axis.js";

/** Income and expenses by period, side by side from a common floor, with a line at their average expenses. */
export function Columns({ trends }) {
  const [pointed, point] = useState(null);
  const { points, averageExpenses, sameDays } = trends;
  const { top, ticks } = scaleOf(Math.max(...points.flatMap(({ income, expenses }) => [size(income), size(expenses)])));
  const shown = points[pointed ?? points.length - 1];
  const { currency } = averageExpenses;
  const heights = ticks.map((tick) => shortMoneyText({ amount: String(tick), currency }));
  const wide = 100 / points.length;
  const average = size(averageExpenses) / top;
  return html`<figure class="columns" style=${{ "--letters": Math.max(...heights.map(({ length }) => length)) }}>
    <p class="readout">
      <strong>${periodText(shown.period)}</strong>
      <span class="in">In <${Opens} days=${shown.period} kind="INCOME">${moneyText(shown.income)}<//></span>
      <span class="out">Out <${Opens} days=${shown.period} kind="EXPENSE">${moneyText(shown.expenses)}<//></span>
      <span>Net <${Opens} days=${shown.period}>${moneyText(shown.net, { signDisplay: "exceptZero" })}<//></span>
    </p>
    <div class="plot">
      ${ticks.map(
        (
          tick,
          index,
        ) => html`<span key=${tick} class="tick" aria-hidden="true" style=${{ bottom: `${(tick / top) * 100}%` }}>
          ${heights[index]}
        </span>`,
      )}
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label=${trendSentence(trends)}>
        ${ticks.map((tick) => html`<line key=${tick} class="rule" x1="0" x2="100" y1=${100 - (tick / top) * 100} y2=${100 - (tick / top) * 100} />`)}
        ${points.map(
          (each, index) => html`<g
            key=${each.period.label}
            class=${pointed !== null && pointed !== index ? "faded" : ""}
            onPointerEnter=${() => point(index)}
            onPointerLeave=${() => point(null)}
          >
            <rect class="hit" x=${index * wide} y="0" width=${wide} height="100" />
            <${Column} kind="income" x=${(index + 0.18) * wide} width=${wide * 0.3} part=${size(each.income) / top} />
            <${Column} kind="expenses" x=${(index + 0.52) * wide} width=${wide * 0.3} part=${size(each.expenses) / top} />
          </g>`,
        )}
        ${average > 0 && html`<line class="average" x1="0" x2="100" y1=${100 - average * 100} y2=${100 - average * 100} />`}
      </svg>
    </div>
    <ol class="axis" aria-hidden="true">
      ${axisLabels(points.map(({ period }) => period)).map(
        (label, index) => html`<li key=${points[index].period.label}>
          ${label && html`<span>${label.text}</span> <span>${label.below}</span>`}
        </li>`,
      )}
    </ol>
    <ul class="key">
      <li class="in">Income</li>
      <li class="out">Expenses</li>
      <li class="mean">Average expenses ${moneyText(averageExpenses)}</li>
      ${sameDays && html`<li>${sameDaysText(points.at(-2).period)} <${Opens} days=${sameDays.period} kind="EXPENSE">${moneyText(sameDays.expenses)}<//></li>`}
    </ul>
  </figure>`;
}

function Column({ kind, x, width, part }) {
  return html`<rect class=${kind} x=${x} y="0" width=${width} height="100" style=${{ "--part": part }} />`;
}

function trendSentence({ points, averageIncome, averageExpenses }) {
  const first = periodText(points[0].period);
  const last = periodText(points[points.length - 1].period);
  const averages = `${moneyText(averageIncome)} came in and ${moneyText(averageExpenses)} went out on average`;
  return `From ${first} to ${last}, ${averages}.`;
}

/** A round top above the largest value, and the round values below it. */
function scaleOf(largest) {
  const step = roundUp((largest || 1) / 3);
  const count = Math.ceil((largest || 1) / step);
  return { top: count * step, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

function roundUp(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].find((digit) => digit * unit >= value * 0.999) * unit;
}
