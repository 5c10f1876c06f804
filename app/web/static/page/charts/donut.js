// A ring of shares, with a sentence for who cannot see it.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { categoryColour, categoryName } from "../parts/categories.js";
import { isNegative, moneyText, percentText } from "../parts/format.js";
import { Opens } from "../parts/opens.js";

/** What money went to or, after a refund, came back from: the parts whose sum is all that was spent. */
export function partsOf({ slices }) {
  return slices.filter(({ actual }) => Number(actual.amount) !== 0);
}

/** Where the money of a period went: a ring of shares around their sum, and a legend that points them out. */
export function Donut({ breakdown, period }) {
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
      <div class="middle">
        <span>${shown ? categoryName(shown.category) : "Spent"}</span>
        <strong style=${{ "--letters": sum.length }}>
          <${Opens} days=${period} category=${shown?.category} kind="EXPENSE">${sum}<//>
        </strong>
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
          <${Opens} days=${period} category=${category} kind="EXPENSE"><span class="money">${moneyText(actual)}</span><//>
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
