// The days of a period with the bills that are due on each.

import { html } from "htm/preact";
import { Card } from "../parts/card.js";
import { dayText, fullDayText, moneyText } from "../parts/format.js";
import { daysAfter } from "../parts/periods.js";
import { dashboard } from "../store/state.js";

/** A longer period has no calendar. */
const MOST_DAYS = 62;
const DAYS_OF_A_WEEK = 7;

export function Calendar({ period, bills }) {
  const days = daysOf(period);
  if (!days.length) return null;
  const byDay = Map.groupBy(bills, ({ occurrence }) => occurrence.dueOn);
  const { today } = dashboard.value;
  return html`<${Card} name="calendar" title="Calendar">
    <ol class="weekdays" aria-hidden="true">${days.slice(0, DAYS_OF_A_WEEK).map((_, index) => html`<li key=${index}>${weekdayName(index)}</li>`)}</ol>
    <ol class="calendar">
      ${days.map((day, index) => {
        const due = byDay.get(day) ?? [];
        return html`<li key=${day} class=${day === today ? "today" : ""} style=${index ? {} : { gridColumnStart: weekdayOf(day) + 1 }}>
          <time datetime=${day} aria-label=${fullDayText(day)} aria-current=${day === today ? "date" : undefined}>${Number(day.slice(8))}</time>
          ${due.map(
            ({
              series,
              cost,
              occurrence,
            }) => html`<span key=${series.id} class="due ${occurrence.state}" title=${`${series.payee} ${cost ? moneyText(cost) : ""}`}>
              <span class="name">${series.payee}</span> <span class="money">${cost ? moneyText(cost) : "–"}</span>
            </span>`,
          )}
        </li>`;
      })}
    </ol>
    <ul class="key"><li class="paid">Paid</li><li class="open">To be paid</li></ul>
  <//>`;
}

function daysOf({ start, end }) {
  const days = [];
  for (let day = start; day <= end; day = daysAfter(day, 1)) {
    if (days.length === MOST_DAYS) return [];
    days.push(day);
  }
  return days;
}

/** The number of a day in its week, which begins on Monday. */
function weekdayOf(day) {
  return (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % DAYS_OF_A_WEEK;
}

function weekdayName(index) {
  // A week that begins on a Monday.
  return dayText(`2024-01-0${index + 1}`, { weekday: "short" });
}
