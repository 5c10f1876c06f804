// Figures and days in the owner's own writing. Amounts stay text from the wire to the screen: no float touches them.

import { html } from "htm/preact";
import { useEffect, useRef } from "preact/hooks";
import { amountsHidden, viewer } from "../store/state.js";

const made = new Map();

/** A formatter of Intl for the owner's locale, made once. */
export function formatter(kind, options) {
  const locale = viewer.value?.locale;
  const key = `${kind}${locale}${JSON.stringify(options)}`;
  if (!made.has(key)) {
    try {
      made.set(key, new Intl[kind](locale, options));
    } catch {
      made.set(key, new Intl[kind](undefined, options));
    }
  }
  return made.get(key);
}

/** What stands in the place of an amount that is hidden. */
export const HIDDEN = "•••";

/** An amount as text, or hidden. */
export function moneyText({ amount, currency }, options = {}) {
  if (amountsHidden.value) return HIDDEN;
  return formatter("NumberFormat", { style: "currency", currency, ...options }).format(amount);
}

/** An amount without its decimal places, for axes and tight places. */
export function shortMoneyText(money) {
  return moneyText(money, { notation: "compact", maximumFractionDigits: 1, minimumFractionDigits: 0 });
}

// How the server writes an amount into a sentence: 1,234.50 EUR.
const SAID_AMOUNT = /(-?\d[\d,]*(?:\.\d+)?) ([A-Z]{3})\b/g;

// What else people and language models write: €12.50, 12 €, 12.50.
const WRITTEN_AMOUNT = /-?(?:\p{Sc} ?\d[\d.,]*|\d[\d.,]* ?\p{Sc}|\d[\d,]*[.,]\d\d\b)/gu;

/** A sentence of the server with its amounts in the owner's own writing, or hidden. */
export function sentenceText(text) {
  const written = text.replace(SAID_AMOUNT, (_, amount, currency) =>
    moneyText({ amount: amount.replaceAll(",", ""), currency }),
  );
  return amountsHidden.value ? written.replace(WRITTEN_AMOUNT, HIDDEN) : written;
}

/** A text in parts for the page, so that no line ends between a minus and its amount. */
export function wholeAmounts(text) {
  const parts = text.split(/(?<!\S)(-\S+)/);
  return parts.length === 1
    ? text
    : parts.map((part, index) => (index % 2 ? html`<span class="money">${part}</span>` : part));
}

/** An amount that lights up when it changes. */
export function Money({ of, signed }) {
  const before = useRef(of.amount);
  const changed = before.current !== of.amount;
  useEffect(() => {
    before.current = of.amount;
  }, [of.amount]);
  const text = moneyText(of, signed ? { signDisplay: "exceptZero" } : {});
  const letters = { "--letters": text.length };
  return html`<data key=${of.amount} class=${changed ? "money changed" : "money"} style=${letters} value=${of.amount}>${text}</data>`;
}

/** The size of an amount for drawing, never for telling. */
export function size({ amount }) {
  return Math.max(0, Number(amount));
}

export function isNegative({ amount }) {
  return amount.startsWith("-");
}

/** The same amount without its sign. */
export function unsigned(money) {
  return { ...money, amount: money.amount.replace("-", "") };
}

export function percentText(part, options = {}) {
  return formatter("NumberFormat", { style: "percent", maximumFractionDigits: 0, ...options }).format(part);
}

function day(text) {
  return new Date(`${text}T00:00:00Z`);
}

export function dayText(text, options = { day: "numeric", month: "short" }) {
  return formatter("DateTimeFormat", { ...options, timeZone: "UTC" }).format(day(text));
}

export function fullDayText(text) {
  return dayText(text, { dateStyle: "medium" });
}

/** A period's name: its month, with the days where it is not the calendar's; or the years or days of a range. */
export function periodText({ start, end, label }) {
  if (label.includes("/")) {
    const areYears = start.endsWith("-01-01") && end.endsWith("-12-31");
    const options = areYears ? { year: "numeric" } : { day: "numeric", month: "short", year: "numeric" };
    return formatter("DateTimeFormat", { ...options, timeZone: "UTC" }).formatRange(day(start), day(end));
  }
  const month = dayText(`${label}-01`, { month: "long", year: "numeric" });
  if (start.endsWith("-01")) return month;
  return `${month} (${dayText(start)} – ${dayText(end)})`;
}
