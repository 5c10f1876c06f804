// The way from a sum to the transactions that it adds up.

import { html } from "htm/preact";
import { NONE, transactionsHref } from "../store/filters.js";

/** A link around an amount to the transactions of some days and, if they are given, of a category and of a kind. */
export function Opens({ days, category, kind, children }) {
  const categories = category === undefined ? [] : [category?.id ?? NONE];
  return html`<${OpensAll} days=${days} categories=${categories} kind=${kind}>${children}<//>`;
}

/** The same for some categories, by their ids. */
export function OpensAll({ days, categories, kind, children }) {
  const href = transactionsHref({ from: days.start, to: days.end, categories, kind });
  return html`<a class="sum" href=${href} title="Show the transactions">${children}</a>`;
}
