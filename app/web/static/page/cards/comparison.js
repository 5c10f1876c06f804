// What costs more or less than before.

import { html } from "htm/preact";
import { Comparison } from "../charts/comparison.js";
import { DataTable } from "../charts/table.js";
import { Card } from "../parts/card.js";
import { categoryName } from "../parts/categories.js";
import { moneyText } from "../parts/format.js";
import { Opens } from "../parts/opens.js";
import { beforeText } from "../parts/periods.js";

export function ComparisonCard({ comparison, period }) {
  const { previousPeriod, sameDaysUntil } = comparison;
  const before = { start: previousPeriod.start, end: sameDaysUntil ?? previousPeriod.end };
  return html`<${Card} name="comparison" title="Compared with before">
    ${
      comparison.bars.length
        ? html`<${Comparison} comparison=${comparison} period=${period} />
          <${DataTable}
            caption="Categories compared with before"
            head=${["Category", "This period", beforeText(comparison), "Average"]}
            rows=${comparison.bars.map(({ category, current, previous, average }) => [
              categoryName(category),
              html`<${Opens} days=${period} category=${category} kind="EXPENSE">${moneyText(current)}<//>`,
              html`<${Opens} days=${before} category=${category} kind="EXPENSE">${moneyText(previous)}<//>`,
              moneyText(average),
            ])}
          />`
        : html`<p class="empty">Once there is spending, this shows what costs more or less than before.</p>`
    }
  <//>`;
}
