// Which part of a transaction a filter means.

import { sumOf } from "../parts/amounts.js";
import { NONE } from "../store/filters.js";
import { categories } from "../store/state.js";

/** The sum of the splits that meet a filter, in the base currency, if that is not the whole transaction; else null. */
export function partOf({ splits, tags }, { categories: wanted = [], tags: wantedTags = [], kind }) {
  const meant = splits.filter(
    (split) => isOfCategory(split, wanted) && isTagged([...split.tags, ...tags], wantedTags) && isOfKind(split, kind),
  );
  if (meant.length === splits.length || !meant.length) return null;
  return { ...meant[0].baseAmount, amount: sumOf(meant.map(({ baseAmount }) => baseAmount.amount)) };
}

function isOfCategory({ category }, wanted) {
  if (!wanted.length) return true;
  const parent = known(category)?.parent?.id;
  return category ? wanted.includes(category.id) || wanted.includes(parent) : wanted.includes(NONE);
}

function isTagged(tags, wanted) {
  if (!wanted.length) return true;
  return tags.length ? tags.some(({ id }) => wanted.includes(id)) : wanted.includes(NONE);
}

/** Without a category, money in is income and money out is spending; own money on its way is neither. */
function isOfKind({ category, transfer, baseAmount }, kind) {
  if (!kind) return true;
  if (transfer) return kind === "TRANSFER";
  return (known(category)?.kind ?? (baseAmount.amount.startsWith("-") ? "EXPENSE" : "INCOME")) === kind;
}

function known(category) {
  return category && categories.value.find(({ id }) => id === category.id);
}
