// What was spent in the period by tag. Tags overlap, so the total is not the sum of the lines above it.

import { html } from "htm/preact";
import { Card } from "../parts/card.js";
import { moneyText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { ask } from "../store/api.js";
import { TAG_TOTALS } from "../store/documents.js";
import { NONE, transactionsHref } from "../store/filters.js";
import { periodQuery } from "../store/query.js";
import { period } from "../store/state.js";

export function TagsCard() {
  const { value } = useFound(periodQuery(period.value), () => ask(TAG_TOTALS, { period: period.peek() }));
  if (!value?.tagTotals.byTag.length) return null;
  const { byTag, untagged, total, period: days } = value.tagTotals;
  const line = (name, money, tags) => html`<li key=${name}>
    <span class="name">${name}</span>
    <a class="sum money" href=${transactionsHref({ from: days.start, to: days.end, kind: "EXPENSE", tags })} title="Show the transactions">${moneyText(money)}</a>
  </li>`;
  return html`<${Card} name="tags" title="Spent by tag">
    <ul class="tag-totals">
      ${byTag.map(({ tag, sums }) => line(`#${tag.name}`, sums.expenses, [tag.id]))}
      ${line("No tag", untagged.expenses, [NONE])}
      ${line("All spending", total.expenses, [])}
    </ul>
    <p class="hint">A transaction with several tags stands in several lines, and once in all spending.</p>
  <//>`;
}
