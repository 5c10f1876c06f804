// What each of some categories cost, which the dashboard does not say of children.

import { ask } from "../store/api.js";
import { sumsDocument } from "../store/documents.js";

/** As many as one request may ask. */
const AT_ONCE = 10;

/** What was spent on each category, by its id, in some days. */
export async function spentOn(ids, { start, end }) {
  const filters = ids.map((id) => ({ start, end, categoryIds: [id], kind: "EXPENSE" }));
  const chunks = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) =>
    filters.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
  const sums = await Promise.all(chunks.map(askSums));
  return sums.flat();
}

async function askSums(filters) {
  const variables = Object.fromEntries(filters.map((filter, index) => [`filter${index}`, filter]));
  const answer = await ask(sumsDocument(filters.length), variables);
  return filters.map((_, index) => answer[`list${index}`].sums.expenses);
}
