// urql: signing in, queries, mutations, uploads, updates in each form, Graphcache and persisted queries.
import { Client, cacheExchange, fetchExchange, gql } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { BREAD, FOLLOW, IMPORT, moved, RECORD, SIGN_IN, statement, threeUpdates, VIEWER } from "./operations.mjs";
import { browser, others, recipe, run, token, url } from "./steps.mjs";

const [password] = others;
const { createUrql } = await recipe("urql.js");
const { socketExchange } = await recipe("urql-socket.js");
const { normalisedCache } = await recipe("urql-cache.js");
const urql = createUrql(url, token);
const headers = { authorization: `Bearer ${token}` };

async function dataOf(source) {
  const { data, error } = await source.toPromise();
  if (error) throw error;
  return data;
}

function updatesOf(client, context) {
  return threeUpdates((next) => client.subscription(FOLLOW, {}, context).subscribe(next).unsubscribe);
}

await run({
  async signIn() {
    const page = new Client({ url, exchanges: [cacheExchange, fetchExchange], fetch: browser().fetch });
    const { signIn } = await dataOf(page.mutation(SIGN_IN, { input: { username: "alice", password } }));
    const { viewer } = await dataOf(page.query(VIEWER, {}));
    return [signIn.user.username, viewer.username];
  },

  async query() {
    return (await dataOf(urql.query(VIEWER, {}))).viewer.username;
  },

  async mutation() {
    const { transaction, problems } = (await dataOf(urql.mutation(RECORD, { input: BREAD }))).recordTransaction;
    return [transaction.payee, problems];
  },

  async upload() {
    return (await dataOf(urql.mutation(IMPORT, { file: statement() }))).importTransactions.report.recorded;
  },

  eventStream: () => updatesOf(urql),

  multipart: () => updatesOf(urql, { fetchOptions: { headers: { ...headers, accept: "multipart/mixed" } } }),

  webSocket: () => updatesOf(createUrql(url, token, [socketExchange(url, token)])),

  // A watcher of the dashboard, and a mutation that selects the same figures.
  async graphcache() {
    const client = createUrql(url, token, [normalisedCache(), fetchExchange]);
    const home = gql`
      fragment Home on Dashboard { id revision overview { revision expenses { amount } budget { used } } }
    `;
    const watch = gql`query Watch { dashboard { ...Home } } ${home}`;
    const record = gql`
      mutation ($input: RecordTransactionInput!) { recordTransaction(input: $input) { dashboard { ...Home } } } ${home}
    `;
    await dataOf(client.query(watch, {}));
    const seen = [];
    const watcher = client.query(watch, {}).subscribe(({ data }) => seen.push(data.dashboard));
    await dataOf(client.mutation(record, { input: BREAD }));
    watcher.unsubscribe();
    return moved(seen.at(0), seen.at(-1));
  },

  // What two queries return, and how many requests they take.
  async persisted() {
    const page = browser();
    const exchanges = [persistedExchange(), fetchExchange];
    const client = new Client({ url, exchanges, fetch: page.fetch, fetchOptions: { headers } });
    const first = await dataOf(client.query(VIEWER, {}));
    const second = await dataOf(client.query("{ viewer { username } }", {}));
    return [first.viewer.username, second.viewer.username, page.requests()];
  },

  async wrongToken() {
    const { error } = await createUrql(url, "wrong").query(VIEWER, {}).toPromise();
    return error.graphQLErrors[0].extensions.code;
  },
});
