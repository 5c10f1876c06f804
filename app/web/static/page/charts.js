// The charts, in plain SVG. Each is a figure with a sentence for who cannot see it, and a table of its numbers.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { axisLabels } from "./axis.js";
import { isNegative, moneyText, percentText, periodText, shortMoneyText, size } from "./format.js";

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

export function categoryName(category) {
  return category?.name ?? "Not categorised";
}

export function categoryColour(category) {
  return category?.colour ?? "var(--uncategorised)";
}

/** What money went to or, after a refund, came back from: the parts whose sum is all that was spent. */
export function partsOf({ slices }) {
  return slices.filter(({ actual }) => Number(actual.amount) !== 0);
}

/** Where the money of a period went: a ring of shares around their sum, and a legend that points them out. */
export function Donut({ breakdown }) {
  const [pointed, point] = useState(null);
  const slices = partsOf(breakdown);
  const shown = slices.find((slice) => categoryName(slice.category) === pointed);
  let end = 0;
  const paid = slices.filter(({ share }) => share > 0);
  const gap = paid.length > 1 ? 0.6 : 0;
  const arcs = paid.map(({ category, share }) => {
    const begin = end;
    end += share * 100;
    const dashes = gap ? `${Math.max(0.1, share * 100 - gap)} 100` : "none";
    return { name: categoryName(category), colour: categoryColour(category), begin, dashes };
  });
  const sum = moneyText(shown ? shown.actual : breakdown.actual);
  const [first] = paid;
  const sentence = first
    ? `The largest part of what was spent, ${percentText(first.share)}, went to ${categoryName(first.category)}: ${moneyText(first.actual)}.`
    : "Nothing was spent.";
  return html`<figure class="donut">
    <div class="ring">
      <svg viewBox="0 0 42 42" role="img" aria-label=${sentence}>
        <circle class="track" cx="21" cy="21" r="17" />
        ${arcs.map(
          ({ name, colour, begin, dashes }) => html`<circle
            key=${name}
            class=${pointed && pointed !== name ? "arc faded" : "arc"}
            cx="21"
            cy="21"
            r="17"
            pathLength="100"
            transform="rotate(-90 21 21)"
            style=${{
              stroke: colour,
              strokeDasharray: dashes,
              strokeDashoffset: -begin,
            }}
            onPointerEnter=${() => point(name)}
            onPointerLeave=${() => point(null)}
          />`,
        )}
      </svg>
      <div class="middle" aria-hidden="true">
        <span>${shown ? categoryName(shown.category) : "Spent"}</span>
        <strong style=${{ "--letters": sum.length }}>${sum}</strong>
        ${shown && html`<span>${shareText(shown)}</span>`}
      </div>
    </div>
    <ul class="legend">
      ${slices.map(({ category, actual, share }) => {
        const name = categoryName(category);
        return html`<li
          key=${name}
          class=${pointed === name ? "pointed" : ""}
          onPointerEnter=${() => point(name)}
          onPointerLeave=${() => point(null)}
        >
          <span class="swatch" style=${{ background: categoryColour(category) }}></span>
          <span class="name">${category?.icon} ${name}</span>
          <span class="money">${moneyText(actual)}</span>
          <span class="share">${shareText({ actual, share })}</span>
        </li>`;
      })}
    </ul>
  </figure>`;
}

/** A part of what was spent; money that came back is none. */
export function shareText({ actual, share }) {
  return isNegative(actual) ? "back" : percentText(share);
}

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
    <p class="readout" aria-hidden="true">
      <strong>${periodText(shown.period)}</strong>
      <span class="in">In ${moneyText(shown.income)}</span>
      <span class="out">Out ${moneyText(shown.expenses)}</span>
      <span>Net ${moneyText(shown.net, { signDisplay: "exceptZero" })}</span>
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
    <ul class="key" aria-hidden="true">
      <li class="in">Income</li>
      <li class="out">Expenses</li>
      <li class="mean">Average expenses ${moneyText(averageExpenses)}</li>
      ${sameDays && html`<li>${sameDaysText(points.at(-2).period)} ${moneyText(sameDays.expenses)}</li>`}
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

export function sameDaysText(period) {
  return `The same days of ${periodText(period)}`;
}

/** What a comparison is with: of the period before one that runs only the same days. */
export function beforeText({ previousPeriod, sameDaysUntil }) {
  return sameDaysUntil ? sameDaysText(previousPeriod) : "The one before";
}

/** What each category cost: a bar for now above one for the period before, and a mark at its own average. */
export function Comparison({ comparison }) {
  const { bars, others, sameDaysUntil } = comparison;
  const beforeName = beforeText(comparison);
  const top = Math.max(...bars.flatMap(({ current, previous, average }) => [current, previous, average].map(size)), 1);
  return html`<figure class="comparison">
    <ul>
      ${bars.map(({ category, current, previous, average, change }) => {
        const name = categoryName(category);
        return html`<li key=${name}>
          <span class="name">${category?.icon} ${name}</span>
          <span class="money">${moneyText(current)}</span>
          <svg
            viewBox="0 0 100 14"
            preserveAspectRatio="none"
            role="img"
            aria-label=${`${name}: ${moneyText(current)}. ${beforeName}: ${moneyText(previous)}. On average: ${moneyText(average)}.`}
          >
            <rect class="now" height="8" width="100" style=${{ fill: categoryColour(category), "--part": size(current) / top }} />
            <rect class="before" y="10" height="4" width="100" style=${{ fill: categoryColour(category), "--part": size(previous) / top }} />
            <line class="usual" x1=${(size(average) / top) * 100} x2=${(size(average) / top) * 100} y1="-1" y2="15" />
          </svg>
          <${Change} part=${change} />
        </li>`;
      })}
    </ul>
    <ul class="key" aria-hidden="true">
      <li class="now">This period</li>
      <li class="before">${beforeName}</li>
      <li class="usual">${sameDaysUntil ? "Own average of the same days" : "Own average"}</li>
      ${Number(others.amount) !== 0 && html`<li>All others ${moneyText(others)}</li>`}
    </ul>
  </figure>`;
}

function Change({ part }) {
  if (part === null) return html`<span class="change">new</span>`;
  const text = percentText(Math.abs(part));
  if (Math.abs(part) < 0.005) return html`<span class="change">same</span>`;
  return part > 0
    ? html`<span class="change more"><span aria-hidden="true">▲</span> ${text} more</span>`
    : html`<span class="change less"><span aria-hidden="true">▼</span> ${text} less</span>`;
}
