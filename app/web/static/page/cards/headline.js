// The headline: what is left to spend, and what came in and went out.

import { html } from "htm/preact";
import { isNegative, Money, moneyText, percentText, unsigned } from "../parts/format.js";
import { Meter, STATUS } from "../parts/meter.js";
import { Opens } from "../parts/opens.js";

const MOST_NAMED = 3;

export function Headline({ dashboard }) {
  const { overview, period } = dashboard;
  const { budget } = overview;
  const planned = budget.status !== "UNPLANNED";
  return html`<section class="headline" aria-label="Headline figures">
    <div class="left-to-spend">
      ${planned ? html`<${Left} budget=${budget} period=${period} />` : html`<${Unplanned} net=${overview.net} period=${period} />`}
    </div>
    <dl class="figures">
      <${Figure} name="Income"><${Opens} days=${period} kind="INCOME"><${Money} of=${overview.income} /><//><//>
      <${Figure} name="Spent"><${Opens} days=${period} kind="EXPENSE"><${Money} of=${overview.expenses} /><//><//>
      <${Figure} name="Net"><${Opens} days=${period}><${Money} of=${overview.net} signed /><//><//>
      <${Figure} name="Saving rate">
        ${overview.savingsRate === null ? "–" : percentText(overview.savingsRate, { maximumFractionDigits: 1 })}
      <//>
    </dl>
  </section>`;
}

function Left({ budget, period }) {
  const over = isNegative(budget.remaining);
  return html`
    <h2>${over ? "Over the budget by" : "Left to spend"}</h2>
    <p class="great"><${Money} of=${unsigned(budget.remaining)} /></p>
    <${Meter} part=${budget.used ?? 1} over=${over} label="Budget used" colour="currentColor" />
    <p class="beneath">
      <span><${Opens} days=${period} kind="EXPENSE"><span class="money">${moneyText(budget.actual)}</span><//> of <span class="money">${moneyText(budget.planned)}</span></span>
      <span class="status ${budget.status}">${STATUS[budget.status]}</span>
    </p>
    ${
      period.daysLeft > 0 &&
      html`<p class="beneath">
      <span><strong class="money">${moneyText(budget.safeToSpendPerDay)}</strong> a day for ${daysText(period.daysLeft)}</span>
      <span>${budget.projected ? html`about <span class="money">${moneyText(budget.projected)}</span> by the end` : "no past tells the end yet"}${onceText(budget)}</span>
    </p>`
    }
  `;
}

function Unplanned({ net, period }) {
  return html`
    <h2>Net of this period</h2>
    <p class="great"><${Opens} days=${period}><${Money} of=${net} signed /><//></p>
    <p class="beneath">
      <span>Plan what categories may cost, and this shows what is left to spend.</span>
      <a class="button" href="/budget">Plan a budget</a>
    </p>
  `;
}

/** The categories that the end counts once, and not by day. */
function onceText({ fixedCategories }) {
  const names = fixedCategories.map(({ name }) => name);
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return names.length > 0 && ` (${names.slice(0, MOST_NAMED).join(", ")}${more} counted once)`;
}

function daysText(count) {
  return count === 1 ? "1 day" : `${count} days`;
}

function Figure({ name, children }) {
  return html`<div><dt>${name}</dt><dd>${children}</dd></div>`;
}
