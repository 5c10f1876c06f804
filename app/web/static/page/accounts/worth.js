// The net worth: what is owned and owed, how it came to be, and what changed it in this period.

import { html } from "htm/preact";
import { monthLabels } from "../charts/axis.js";
import { Lines } from "../charts/lines.js";
import { DataTable } from "../charts/table.js";
import { difference } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { fullDayText, Money, moneyText } from "../parts/format.js";
import { daysAfter } from "../parts/periods.js";
import { transactionsHref } from "../store/filters.js";
import { accounts as all } from "../store/state.js";

export const MONTHS = 24;

const PARTS = {
  income: "Income",
  expenses: "Spending",
  uncounted: "In accounts that do not count",
  transferred: "Moved to or from elsewhere",
  opened: "Balances that accounts began with",
  adjusted: "Adjusted to the bank",
  revalued: "Worth more or less by itself",
};

const SIGNED = { signDisplay: "exceptZero" };

/** The parts that are sums of a list of transactions, with what these count as. */
const KINDS = { income: "INCOME", expenses: "EXPENSE" };

export function WorthCard({ worth }) {
  const { current, points, accounts } = worth;
  const unknown = accounts.filter((account) => !account.worth).map(({ account }) => account.name);
  if (unknown.length === accounts.length) return null;
  const days = points.map(({ day }) => day);
  const line = (name, kind, field) => ({ name, kind, amounts: points.map((point) => point[field]) });
  const lines = [line("Owned", "in", "assets"), line("Owed", "out", "debts"), line("Net worth", "net", "net")];
  return html`<${Card} name="worth" title="Net worth">
    <div class="worth">
      <div>
        <p class="great"><${Money} of=${current.net} /></p>
        <p class="hint">${moneyText(current.assets)} owned, ${moneyText(current.debts)} owed</p>
        ${unknown.length > 0 && html`<p class="warn"><span aria-hidden="true">▲</span> Without ${unknown.join(", ")}, whose worth is not known.</p>`}
        <${Change} change=${worth.change} accounts=${accounts} />
      </div>
      <${Lines} days=${days} lines=${lines} labels=${monthLabels(days)} sentence=${worthSentence(points)} />
    </div>
    <${DataTable}
      caption="Net worth by month"
      head=${["Day", "Owned", "Owed", "Net worth"]}
      rows=${points.map(({ day, assets, debts, net }) => [fullDayText(day), ...[assets, debts, net].map((money) => moneyText(money))])}
    />
  <//>`;
}

function Change({ change, accounts }) {
  const filter = { from: daysAfter(change.since, 1), to: change.until, accounts: someOf(accounts) };
  const parts = Object.keys(PARTS).filter((part) => Number(change[part].amount));
  const text = (part) =>
    part === "expenses"
      ? moneyText({ ...change.expenses, amount: difference("0", change.expenses.amount) }, SIGNED)
      : moneyText(change[part], SIGNED);
  return html`<dl class="parts" aria-label="What changed it">
    <div><dt>Since ${fullDayText(change.since)}</dt><dd>${moneyText(change.total, SIGNED)}</dd></div>
    ${parts.map(
      (part) => html`<div key=${part}>
        <dt>${PARTS[part]}</dt>
        <dd>${part in KINDS ? html`<a class="sum" href=${transactionsHref({ ...filter, kind: KINDS[part] })} title="Show the transactions">${text(part)}</a>` : text(part)}</dd>
      </div>`,
    )}
  </dl>`;
}

/** The ids of the accounts in the net worth, unless these are all. */
function someOf(accounts) {
  return accounts.length < all.value.length ? accounts.map(({ account }) => account.id) : [];
}

function worthSentence(points) {
  const [first] = points;
  const last = points.at(-1);
  return `From ${moneyText(first.net)} on ${fullDayText(first.day)} to ${moneyText(last.net)} on ${fullDayText(last.day)}.`;
}
