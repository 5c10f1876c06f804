// Which transactions a list shows, as an address says it: ?text=tea&from=2026-10-01&account=…&category=…&min=5.

const KINDS = ["EXPENSE", "INCOME", "TRANSFER"];
const DAY = /^\d{4}-\d\d-\d\d$/;
const AMOUNT = /^\d+(\.\d+)?$/;
/** What stands for "not categorised" among the ids of categories, and for "no tag" among those of tags. */
export const NONE = "none";

/** The orders of a list besides the newest first. */
export const ORDERS = { OLDEST_FIRST: "Oldest first", LOWEST_FIRST: "Lowest first", HIGHEST_FIRST: "Highest first" };

/** The filter that a query names; what cannot be read is left out. */
export function filterIn(query) {
  const written = (name, pattern) => (pattern.test(query.get(name) ?? "") ? query.get(name) : null);
  return {
    text: query.get("text") ?? "",
    from: written("from", DAY),
    to: written("to", DAY),
    accounts: query.getAll("account"),
    categories: query.getAll("category"),
    tags: query.getAll("tag"),
    kind: KINDS.find((kind) => kind === query.get("kind")) ?? null,
    min: written("min", AMOUNT),
    max: written("max", AMOUNT),
    order: Object.keys(ORDERS).find((order) => order === query.get("order")) ?? null,
    bin: query.has("bin"),
  };
}

/** The address of the list with a filter, of which parts may lack. */
export function transactionsHref({ accounts = [], categories = [], tags = [], bin, ...parts }) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) if (value) query.set(name, value);
  for (const account of accounts) query.append("account", account);
  for (const category of categories) query.append("category", category);
  for (const tag of tags) query.append("tag", tag);
  if (bin) query.set("bin", "");
  return query.size ? `/transactions?${query}` : "/transactions";
}

/** A filter as the TransactionFilter of the API. */
export function filterInput({ text, from, to, accounts = [], categories, tags = [], kind, min, max, bin }) {
  const ids = categories.filter((id) => id !== NONE);
  const named = tags.filter((id) => id !== NONE);
  return {
    text,
    start: from,
    end: to,
    accountIds: accounts.length ? accounts : null,
    categoryIds: ids.length ? ids : null,
    uncategorised: ids.length < categories.length,
    anyTagIds: named.length ? named : null,
    untagged: named.length < tags.length,
    kind,
    atLeast: min,
    atMost: max,
    absolute: Boolean(min ?? max),
    deleted: bin,
  };
}
