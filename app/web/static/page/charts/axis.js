// The labels of periods below a chart, and the round values beside it.

import { dayText } from "../parts/format.js";

/** How many letters have room side by side on the narrowest screen. */
const LETTERS = 42;

/**
 * A label for each of some periods that are back to back, oldest first: its text and what stands below it, or null
 * where there is no room. The last period always has one, and where a year begins it stands below.
 */
export function axisLabels(periods) {
  const labels = periods.map(labelOf);
  const longest = Math.max(...labels.map(({ text }) => text.length));
  const every = Math.ceil((labels.length * (longest + 1)) / LETTERS);
  let told;
  return labels.map(({ text, end, year }, index) => {
    if ((labels.length - 1 - index) % every) return null;
    const below = end ?? (year === told ? null : year);
    told = year;
    return { text, below };
  });
}

/** A year; the first of some years and their end; a month, or the first day of a range, and its year. */
function labelOf({ start, end, label }) {
  const first = label.includes("/") ? start : `${label}-01`;
  const year = yearText(first);
  if (!label.includes("/")) return { text: dayText(first, { month: "short" }), year };
  if (!start.endsWith("-01-01") || !end.endsWith("-12-31")) return { text: dayText(start), year };
  return year === yearText(end) ? { text: year } : { text: `${year} –`, end: yearText(end) };
}

function yearText(day) {
  return dayText(day, { year: "numeric" });
}

/** Round values around some others, the lowest first. */
export function scaleOf(low, high) {
  const step = roundUp((high - low || Math.abs(high) || 1) / 3);
  const bottom = Math.floor(low / step);
  const count = Math.max(1, Math.ceil(high / step) - bottom);
  return Array.from({ length: count + 1 }, (_, index) => (bottom + index) * step);
}

function roundUp(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].find((digit) => digit * unit >= value * 0.999) * unit;
}

/** The labels of single days. */
export function dayLabels(days) {
  return axisLabels(days.map((day) => ({ start: day, end: day, label: "/" })));
}

/** The labels of the months of some days. */
export function monthLabels(days) {
  return axisLabels(days.map((day) => ({ start: day, end: day, label: day.slice(0, 7) })));
}
