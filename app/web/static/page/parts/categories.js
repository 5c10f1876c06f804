// How categories are named and coloured.

export function categoryName(category) {
  return category?.name ?? "Not categorised";
}

export function categoryColour(category) {
  return category?.colour ?? "var(--uncategorised)";
}
