// Apollo Client 4, or 3 with apollo-3.mjs: queries, updates, uploads, persisted queries, and what a watcher sees.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client/core";
import { createPersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { BREAD, FOLLOW, IMPORT, moved, RECORD, statement, threeUpdates, VIEWER } from "./operations.mjs";
import { browser, others, recipe, run, token, until, url } from "./steps.mjs";

const [version, uploads] = others;
const { createApollo } = await recipe("apollo.js");
const { createSocketLink } = await recipe("apollo-socket.js");
const { default: UploadLink } = await import(uploads);
const apollo = createApollo(url, token);
const options = { uri: url, headers: { authorization: `Bearer ${token}` } };
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const DASHBOARD = "dashboard { id revision overview { revision expenses { amount } } }";

function updatesOf(client) {
  return threeUpdates((next, fail) => {
    const subscription = client.subscribe({ query: gql(FOLLOW) }).subscribe(next, fail);
    return () => subscription.unsubscribe();
  });
}

// How a watcher of the expenses moves after a mutation that selects `figure` of the overview.
async function watched(client, figure) {
  const seen = [];
  const fail = (error) => seen.push(Promise.reject(error));
  const watcher = client.watchQuery({ query: gql`query Watch { ${DASHBOARD} }` });
  const subscription = watcher.subscribe(({ data, error }) => {
    if (error) fail(error);
    else if (data?.dashboard) seen.push(data.dashboard);
  }, fail);
  const before = await until(() => seen.at(-1));
  const mutation = gql`mutation ($input: RecordTransactionInput!) {
    recordTransaction(input: $input) { dashboard { id revision overview { revision ${figure} { amount } } } }
  }`;
  await client.mutate({ mutation, variables: { input: BREAD } });
  const after = await until(() => seen.find(({ revision }) => revision > before.revision));
  subscription.unsubscribe();
  return moved(before, after);
}

await run({
  async query() {
    return (await apollo.query({ query: gql(VIEWER) })).data.viewer.username;
  },

  async mutation() {
    const { data } = await apollo.mutate({ mutation: gql(RECORD), variables: { input: BREAD } });
    return [data.recordTransaction.transaction.payee, data.recordTransaction.problems];
  },

  async upload() {
    const link = version === "3" ? UploadLink(options) : new UploadLink(options);
    const variables = { file: statement(`2026-0${version}`) };
    const { data } = await createApollo(url, token, link).mutate({ mutation: gql(IMPORT), variables });
    return data.importTransactions.report.recorded;
  },

  multipart: () => updatesOf(apollo),

  webSocket: () => updatesOf(createApollo(url, token, createSocketLink(url, token))),

  // What two queries return, and how many requests they take.
  async persisted() {
    const page = browser();
    const http = new HttpLink({ ...options, fetch: page.fetch });
    const client = createApollo(url, token, ApolloLink.from([createPersistedQueryLink({ sha256 }), http]));
    const first = await client.query({ query: gql(VIEWER) });
    const second = await client.query({ query: gql`{ viewer { id name username } }` });
    return [first.data.viewer.username, second.data.viewer.username, page.requests()];
  },

  watcherOfTheSameFigure: () => watched(createApollo(url, token), "expenses"),

  watcherOfAnotherFigure: () => watched(createApollo(url, token), "income"),

  watcherWithTheDefaultCache: () =>
    watched(new ApolloClient({ link: new HttpLink(options), cache: new InMemoryCache() }), "expenses"),

  // A query is answered before a write, and its answer arrives after that of the write.
  async lateAnswer() {
    let older;
    let deliver;
    const delivered = new Promise((resolve) => (deliver = resolve));
    async function delay(address, request) {
      const response = await fetch(address, request);
      if (request.body.includes("query Late")) {
        older = (await response.clone().json()).data.dashboard;
        await delivered;
      }
      return response;
    }
    const client = createApollo(url, token, new HttpLink({ ...options, fetch: delay }));
    const query = gql`query Late { ${DASHBOARD} }`;
    const answer = client.query({ query, fetchPolicy: "network-only" });
    await until(() => older);
    await watched(client, "expenses");
    deliver();
    await answer;
    return moved(older, client.readQuery({ query }).dashboard);
  },

  // A page of 25 components, each of which has a fragment on the same type.
  async fragments() {
    const names = Array.from({ length: 25 }, (_, number) => `Part${number}`);
    const spreads = names.map((name) => `...${name}`).join(" ");
    const fragments = names.map((name) => `fragment ${name} on Query { ${DASHBOARD} }`).join(" ");
    const { data } = await apollo.query({ query: gql`query Page { ${spreads} } ${fragments}` });
    return Number(data.dashboard.overview.expenses.amount) > 0;
  },

  async wrongToken() {
    const error = await createApollo(url, "wrong")
      .query({ query: gql(VIEWER) })
      .catch((error) => error);
    const errors = error.errors ?? error.networkError?.result.errors ?? error.graphQLErrors;
    return errors[0].extensions.code;
  },
});
