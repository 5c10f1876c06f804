// Categories beside what they cost before, each with a sentence for who cannot see its bars.

import { html } from "htm/preact";
import { categoryColour, categoryName } from "../parts/categories.js";
import { moneyText, percentText, size } from "../parts/format.js";
import { Opens, OpensAll } from "../parts/opens.js";
import { beforeText } from "../parts/periods.js";
import { NONE } from "../store/filters.js";
import { categories } from "../store/state.js";

/** What each category cost: a bar for now above one for the period before, and a mark at its own average. */
export function Comparison({ comparison, period }) {
  const { bars, others, sameDaysUntil } = comparison;
  const beforeName = beforeText(comparison);
  const top = Math.max(...bars.flatMap(({ current, previous, average }) => [current, previous, average].map(size)), 1);
  return html`<figure class="comparison">
    <ul>
      ${bars.map(({ category, current, previous, average, change }) => {
        const name = categoryName(category);
        return html`<li key=${name}>
          <span class="name">${category?.icon} ${name}</span>
          <${Opens} days=${period} category=${category} kind="EXPENSE"><span class="money">${moneyText(current)}</span><//>
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
    <ul class="key">
      <li class="now">This period</li>
      <li class="before">${beforeName}</li>
      <li class="usual">${sameDaysUntil ? "Own average of the same days" : "Own average"}</li>
      ${Number(others.amount) !== 0 && html`<li>All others <${OpensAll} days=${period} categories=${othersThan(bars)} kind="EXPENSE">${moneyText(others)}<//></li>`}
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

/** The ids of what money can be spent on and no bar shows. */
function othersThan(bars) {
  const shown = new Set(bars.map(({ category }) => category?.id ?? NONE));
  const tops = categories.value.filter(({ kind, parent }) => kind === "EXPENSE" && !parent);
  return [...tops.map(({ id }) => id), NONE].filter((id) => !shown.has(id));
}
