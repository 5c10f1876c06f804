// How categories are named and coloured.

import { categories } from "../store/state.js";

export function categoryName(category) {
  return category?.name ?? "Not categorised";
}

/** Whether a transaction is of several splits, or moves own money, so that no one category says what it was for. */
export function isDivided({ splits }) {
  return splits.length > 1 || splits.some(({ transfer }) => transfer);
}

/** What a split was for. */
export function splitName({ category, transfer }) {
  if (transfer) return "Transfer";
  const known = categories.value.find(({ id }) => id === category?.id);
  return `${known?.icon ?? ""} ${categoryName(known)}`.trim();
}

export function categoryColour(category) {
  return category?.colour ?? "var(--uncategorised)";
}
