// The question after a category was chosen by hand: whether it is always so.

import { ask } from "../store/api.js";
import { PREVIEW_RULE } from "../store/documents.js";
import { change, tell } from "../store/state.js";

/** The payees that were asked about since the page was loaded. */
const asked = new Set();

/** What is offered after a payee got a category: a rule, run at once; null if it was asked about already. */
export async function alwaysOffer(payee, category) {
  if (!category || asked.has(payee)) return null;
  asked.add(payee);
  const rule = { texts: [{ field: "PAYEE", match: "IS", anyOf: [payee] }], categoryId: category.id };
  const { previewRule } = await ask(PREVIEW_RULE, { input: { rule } });
  const { count } = previewRule;
  const others = count ? ` (${count} more)` : "";
  return { name: `Always?${others}`, accept: () => make(rule, count, `“${payee}” is always ${category.name} now.`) };
}

async function make(rule, count, text) {
  try {
    const { problems, rule: made } = await change("createRule", rule);
    if (problems.length) return tell(problems[0].message);
    if (!count) return tell(text);
    return tellRun(await change("runRule", { id: made.id, count }), text);
  } catch (failure) {
    return tell(failure.message);
  }
}

/** Say what a run of a rule did, with its undo. */
export function tellRun({ problems, revision, count }, text = "The rule has run.") {
  if (problems.length) return tell(problems[0].message);
  const transactions = count === 1 ? "1 transaction" : `${count.toLocaleString()} transactions`;
  return tell(`${text} ${transactions} changed.`, { name: "Undo", accept: () => undo(revision) });
}

async function undo(revision) {
  try {
    const { problems } = await change("undoTransactions", { revision });
    tell(problems[0]?.message ?? "The transactions are as they were; the rule stays.");
  } catch (failure) {
    tell(failure.message);
  }
}
