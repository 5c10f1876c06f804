// Income and expenses as columns, with a sentence for who cannot see them.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { moneyText, periodText, size } from "../parts/format.js";
import { Opens } from "../parts/opens.js";
import { sameDaysText } from "../parts/periods.js";
import { axisLabels, scaleOf } from "./axis.js";
import { Plot } from "./plot.js";

/** Income and expenses by period, side by side from a common floor, with a line at their average expenses. */
export function Columns({ trends }) {
  const [pointed, point] = useState(null);
  const { points, averageExpenses, sameDays } = trends;
  const ticks = scaleOf(0, Math.max(...points.flatMap(({ income, expenses }) => [size(income), size(expenses)])));
  const top = ticks.at(-1);
  const shown = points[pointed ?? points.length - 1];
  const wide = 100 / points.length;
  const average = size(averageExpenses) / top;
  return html`<${Plot}
    ticks=${ticks}
    currency=${averageExpenses.currency}
    labels=${axisLabels(points.map(({ period }) => period))}
    sentence=${trendSentence(trends)}
    readout=${html`
      <strong>${periodText(shown.period)}</strong>
      <span class="in">In <${Opens} days=${shown.period} kind="INCOME">${moneyText(shown.income)}<//></span>
      <span class="out">Out <${Opens} days=${shown.period} kind="EXPENSE">${moneyText(shown.expenses)}<//></span>
      <span>Net <${Opens} days=${shown.period}>${moneyText(shown.net, { signDisplay: "exceptZero" })}<//></span>
    `}
    legend=${html`
      <li class="in">Income</li>
      <li class="out">Expenses</li>
      <li class="mean">Average expenses ${moneyText(averageExpenses)}</li>
      ${sameDays && html`<li>${sameDaysText(points.at(-2).period)} <${Opens} days=${sameDays.period} kind="EXPENSE">${moneyText(sameDays.expenses)}<//></li>`}
    `}
  >
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
  <//>`;
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
