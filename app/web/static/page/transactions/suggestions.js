// What searched words may mean besides words: a category, an amount, a day, a month or a year.

import { readDecimal } from "../parts/amounts.js";
import { dayText, fullDayText, moneyText } from "../parts/format.js";
import { NONE } from "../store/filters.js";
import { categories, tags, viewer } from "../store/state.js";

const MOST_CATEGORIES = 3;
const FEWEST_LETTERS = 2;

/** What a text may mean, each with a name and its part of a filter. */
export function suggestionsOf(text) {
  const written = text.trim();
  if (!written) return [];
  return [
    ...daysIn(written),
    ...amountsIn(written),
    ...categoriesIn(written.toLowerCase()),
    ...tagsIn(written.toLowerCase()),
  ];
}

function categoriesIn(text) {
  if (text.length < FEWEST_LETTERS) return [];
  const named = [...categories.value, { id: NONE, name: "Not categorised", icon: "" }];
  return named
    .filter(({ name }) => name.toLowerCase().includes(text))
    .slice(0, MOST_CATEGORIES)
    .map(({ id, name, icon }) => ({ name: `Category ${icon} ${name}`, filter: { categories: [id] } }));
}

function tagsIn(text) {
  const wanted = text.replace(/^#/, "");
  if (wanted.length < FEWEST_LETTERS) return [];
  return tags.value
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, MOST_CATEGORIES)
    .map(({ id, name }) => ({ name: `Tag #${name}`, filter: { tags: [id] } }));
}

function amountsIn(text) {
  try {
    const amount = readDecimal(text.replace(/^-/, ""), "amount");
    const { baseCurrency } = viewer.value.ledger;
    return [{ name: `Amount ${moneyText({ amount, currency: baseCurrency })}`, filter: { min: amount, max: amount } }];
  } catch {
    return [];
  }
}

function daysIn(text) {
  const [, year, month, day] = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text) ?? [];
  if (!year) return [];
  const from = `${year}-${month ?? "01"}-${day ?? "01"}`;
  const last = day ?? String(new Date(Date.UTC(Number(year), Number(month ?? 12), 0)).getUTCDate());
  const to = `${year}-${month ?? "12"}-${last}`;
  if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(to))) return [];
  return [{ name: `Days: ${spanText({ year, month, day, from })}`, filter: { from, to } }];
}

function spanText({ year, month, day, from }) {
  if (day) return fullDayText(from);
  return month ? dayText(from, { month: "long", year: "numeric" }) : year;
}
