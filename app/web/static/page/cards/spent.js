// Where the money of a period went.

import { html } from "htm/preact";
import { Donut, partsOf, shareText } from "../charts/donut.js";
import { DataTable } from "../charts/table.js";
import { Card } from "../parts/card.js";
import { categoryName } from "../parts/categories.js";
import { moneyText } from "../parts/format.js";
import { Opens } from "../parts/opens.js";

export function SpentCard({ breakdown, period }) {
  const some = partsOf(breakdown).length > 0;
  return html`<${Card} name="spent" title="Where it went">
    ${
      some
        ? html`<${Donut} breakdown=${breakdown} period=${period} />
          <${DataTable}
            caption="Spending by category"
            head=${["Category", "Spent", "Share"]}
            rows=${breakdown.slices.map(({ category, actual, share }) => [
              categoryName(category),
              html`<${Opens} days=${period} category=${category} kind="EXPENSE">${moneyText(actual)}<//>`,
              shareText({ actual, share }),
            ])}
          />`
        : html`<p class="empty">Nothing was spent in this period. Record an expense, or drop a bank statement anywhere on this page.</p>`
    }
  <//>`;
}
