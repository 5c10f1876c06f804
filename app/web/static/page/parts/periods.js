// Periods as they are asked for: the month of a day, and the period beside another.

import { dashboard, viewer } from "../store/state.js";
import { periodText } from "./format.js";

/** The last day of the month that every month has. */
const LAST_START_DAY = 28;

/** Whether every budget period starts on the same day of a month, which then names it. */
export function hasMonths() {
  const [first, ...later] = viewer.value.ledger.calendars;
  return !later.length && first.day !== null && first.day <= LAST_START_DAY && first.weekend === "SAME_DAY";
}

/** The month by which the budget period of a day is named, as 2026-11. */
export function monthOf(day) {
  const [{ day: startDay }] = viewer.value.ledger.calendars;
  const month = day.slice(0, 7);
  return Number(day.slice(8)) < startDay ? monthsAfter(`${month}-01`, -1).slice(0, 7) : month;
}

/** The budget period of a day, as a PeriodInput. */
export function periodOf(day) {
  return hasMonths() ? { month: monthOf(day) } : { on: day };
}

/** The lengths of ranges that were stepped to, because four weeks in February are a month as well. */
const lengths = new WeakMap();

/**
 * The period some steps after another, both as a PeriodInput; null is the current one. A month is followed by a month,
 * a range by one of the same length: of as many whole months, else of as many days. Other budget periods know their
 * neighbours, of which only the next ones are known.
 */
export function periodBeside(asked, steps) {
  if (!asked?.start && !hasMonths()) {
    const { previousPeriod, nextPeriod } = dashboard.peek();
    return { id: (steps < 0 ? previousPeriod : nextPeriod).id };
  }
  if (!asked?.start) {
    const month = asked?.month ?? monthOf(dashboard.peek().today);
    return { month: monthsAfter(`${month}-01`, steps).slice(0, 7) };
  }
  const length = lengthOf(asked);
  const start = stepped(asked.start, length, steps);
  const beside = { start, end: daysAfter(stepped(start, length, 1), -1) };
  lengths.set(beside, length);
  return beside;
}

function stepped(day, { months, days }, steps) {
  return months ? monthsAfter(day, steps * months) : daysAfter(day, steps * days);
}

function lengthOf(asked) {
  return lengths.get(asked) ?? { months: wholeMonths(asked), days: daysBetween(asked.start, asked.end) + 1 };
}

/** What a period that is asked for is long, in words: month, 3 months, year, 50 days. */
export function lengthText(asked) {
  if (!asked?.start && !hasMonths()) return "period";
  const { months, days } = asked?.start ? lengthOf(asked) : { months: 1 };
  if (months && months % 12 === 0) return countedText(months / 12, "year");
  return months ? countedText(months, "month") : countedText(days, "day");
}

function countedText(count, unit) {
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** How many months a range is long; 0 when it does not end on the day before its own day of the month. */
function wholeMonths({ start, end }) {
  const after = daysAfter(end, 1);
  if (after.slice(8) !== start.slice(8) || Number(start.slice(8)) > LAST_START_DAY) return 0;
  return (
    12 * (Number(after.slice(0, 4)) - Number(start.slice(0, 4))) + Number(after.slice(5, 7)) - Number(start.slice(5, 7))
  );
}

function dateOf(day) {
  return new Date(`${day}T00:00:00Z`);
}

function daysBetween(day, later) {
  return Math.round((dateOf(later) - dateOf(day)) / 86_400_000);
}

/** The day that is some days later. */
export function daysAfter(day, count) {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The same day of another month, which must have it. */
function monthsAfter(day, count) {
  const date = dateOf(day);
  date.setUTCMonth(date.getUTCMonth() + count);
  return date.toISOString().slice(0, 10);
}

export function sameDaysText(period) {
  return `The same days of ${periodText(period)}`;
}

/** What a comparison is with: of the period before one that runs only the same days. */
export function beforeText({ previousPeriod, sameDaysUntil }) {
  return sameDaysUntil ? sameDaysText(previousPeriod) : "The one before";
}
