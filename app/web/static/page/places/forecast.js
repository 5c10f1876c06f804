// The place of the forecast: the balance of the coming days, its lowest point, and how it would be with changes.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { dayLabels } from "../charts/axis.js";
import { Lines } from "../charts/lines.js";
import { DataTable } from "../charts/table.js";
import { Card } from "../parts/card.js";
import { dayText, fullDayText, isNegative, moneyText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { Drafts } from "../planning/drafts.js";
import { ask } from "../store/api.js";
import { FORECAST } from "../store/documents.js";

const LENGTHS = { 30: "1 month", 90: "3 months", 365: "1 year" };
const KINDS = { TRANSFER: "Between own accounts", RECORDED: "Recorded already", SERIES: "" };

export function Place() {
  const [days, setDays] = useState(90);
  const [drafts, setDrafts] = useState([]);
  const inputs = drafts.map(({ input }) => input);
  const variables = { days, drafts: inputs, isDrafted: inputs.length > 0 };
  const { value, isWaiting } = useFound(JSON.stringify(variables), () => ask(FORECAST, variables));
  if (!value) return html`<div class="card skeleton lines" aria-busy="true"></div>`;
  const { forecast, drafted, bills } = value.dashboard;
  const unknown = forecast.unknownAccounts.map(({ name }) => name);
  const choice = html`<div class="choice" role="group" aria-label="How far">
    ${Object.entries(LENGTHS).map(([length, name]) => html`<button key=${length} type="button" aria-pressed=${Number(length) === days ? "true" : "false"} onClick=${() => setDays(Number(length))}>${name}</button>`)}
  </div>`;
  return html`
    <div class=${isWaiting ? "forecast-figures waiting" : "forecast-figures"}>
      <${Figures} name=${drafted ? "As it is" : ""} forecast=${forecast} bills=${bills} />
      ${drafted && html`<${Figures} name="With the changes" forecast=${drafted} bills=${bills} />`}
    </div>
    ${unknown.length > 0 && html`<p class="warn"><span aria-hidden="true">▲</span> Without ${unknown.join(", ")}, whose balance is not known. <a href="/accounts">Say it</a></p>`}
    <${Card} name="forecast" title="Balance of the coming days" action=${choice}>
      <${ForecastLines} forecast=${forecast} drafted=${drafted} />
    <//>
    <div class="side-by-side">
      <${Drafts} drafts=${drafts} setDrafts=${setDrafts} series=${value.series} />
      <${Coming} items=${(drafted ?? forecast).counted.items} />
    </div>
  `;
}

function Figures({ name, forecast, bills }) {
  const { lowest, points, firstBelow } = forecast.counted;
  const { safeUntilIncome } = forecast;
  const last = points.at(-1);
  return html`<section aria-label=${name || "Forecast"}>
    ${name && html`<h2>${name}</h2>`}
    <dl class="figures four">
      <div>
        <dt>${bills.nextIncomeOn ? `Safe to spend until ${dayText(bills.nextIncomeOn)}` : "Safe to spend"}</dt>
        <dd>${safeUntilIncome ? moneyText(safeUntilIncome) : "Not known"}</dd>
      </div>
      <div><dt>Lowest, on ${dayText(lowest.day)}</dt><dd class=${isNegative(lowest.balance) ? "negative" : ""}>${moneyText(lowest.balance)}</dd></div>
      <div><dt>First below zero</dt><dd class=${firstBelow ? "negative" : ""}>${firstBelow ? dayText(firstBelow) : "Never"}</dd></div>
      <div><dt>On ${dayText(last.day)}</dt><dd>${moneyText(last.balance)}</dd></div>
    </dl>
  </section>`;
}

function ForecastLines({ forecast, drafted }) {
  const days = forecast.counted.points.map(({ day }) => day);
  const line = (name, kind, { points, lowest }) => ({
    name,
    kind,
    amounts: points.map(({ balance }) => balance),
    mark: days.indexOf(lowest.day),
  });
  const lines = [line(drafted ? "As it is" : "Balance", "in", forecast.counted)];
  if (drafted) lines.push(line("With the changes", "out", drafted.counted));
  const told = lines.map(
    ({ name, amounts, mark }) => `${name}: ${moneyText(amounts[mark])} on ${fullDayText(days[mark])} is the lowest`,
  );
  const rows = days.map((day, index) => [fullDayText(day), ...lines.map(({ amounts }) => moneyText(amounts[index]))]);
  return html`
    <${Lines} days=${days} lines=${lines} labels=${dayLabels(days)} sentence=${`${told.join("; ")}.`} />
    <${DataTable} caption="The balance of each day" head=${["Day", ...lines.map(({ name }) => name)]} rows=${rows} />
  `;
}

/** What changes the balance, but for what is left of the plans. */
function Coming({ items }) {
  return html`<${Card} name="coming" title="What comes">
    ${
      items.length
        ? html`<ul class="bill-list scroll" tabindex="0">
          ${items.map(
            ({ day, kind, amount, account, series }, index) => html`<li key=${index}>
              <span class="name">${series?.payee ?? KINDS[kind]}</span>
              <span class="money ${isNegative(amount) ? "" : "in"}">${moneyText(amount, { signDisplay: "exceptZero" })}</span>
              <span class="hint">${fullDayText(day)} · ${account.name}</span><span></span>
            </li>`,
          )}
        </ul>`
        : html`<p class="empty">Nothing is expected but what is left of your plans. Confirm series in <a href="/bills">Bills</a>.</p>`
    }
  <//>`;
}
