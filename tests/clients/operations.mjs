// The operations that every client runs, and a ledger that somebody else writes to.
import { token, url } from "./steps.mjs";

export const VIEWER = "query Viewer { viewer { id username } }";
export const SIGN_IN = "mutation SignIn($input: SignInInput!) { signIn(input: $input) { user { id username } } }";
export const RECORD = `mutation Record($input: RecordTransactionInput!) {
  recordTransaction(input: $input) { revision problems { message } transaction { id payee } }
}`;
export const IMPORT = `mutation Import($file: Upload!) {
  importTransactions(input: { file: $file }) { problems { message } report { recorded } }
}`;
export const FOLLOW = "subscription Follow { dashboardUpdated { revision } }";

export const BREAD = { date: "2026-11-02", amount: "-3.20", payee: "Bakery" };

// A bank's file with two transactions of a month, in which no other client imports any.
export function statement(month = "2026-11") {
  const lines = ["Date,Payee,Amount", `${month}-03,Grocer,-3.20`, `${month}-04,Grocer,-12.00`];
  return new File([lines.join("\n")], "statement.csv");
}

// Records a transaction without the client that is tested, and returns the ledger's revision.
export async function recordElsewhere(input = BREAD) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify({ query: RECORD, variables: { input } });
  const response = await fetch(url, { method: "POST", headers, body });
  return (await response.json()).data.recordTransaction.revision;
}

// How many writes lie between two states of the dashboard, and by how many cents the expenses grew.
export function moved(before, after) {
  const cents = 100 * (after.overview.expenses.amount - before.overview.expenses.amount);
  return [after.revision - before.revision, Math.round(cents)];
}

// The revisions of three updates, counted from the first. `subscribe(next, fail)` returns a function that ends it.
export function threeUpdates(subscribe) {
  return new Promise((resolve, reject) => {
    const revisions = [];
    const end = subscribe(async ({ data, errors, error }) => {
      if (errors ?? error) return reject(new Error(JSON.stringify(errors ?? error)));
      revisions.push(data.dashboardUpdated.revision);
      if (revisions.length < 3) return recordElsewhere();
      end();
      resolve(revisions.map((revision) => revision - revisions[0]));
    }, reject);
  });
}

// The same of an async iterable.
export function threeOf(updates) {
  return threeUpdates((next, fail) => {
    const iterator = updates[Symbol.asyncIterator]();
    async function read() {
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) next(step.value);
      fail(new Error("The updates ended."));
    }
    read().catch(fail);
    return () => iterator.return?.();
  });
}
