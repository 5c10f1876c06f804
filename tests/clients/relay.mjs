// Relay's runtime with what its compiler wrote: its store, a watcher, updates, a connection and many fragments.
import { createRequire } from "node:module";
// biome-ignore lint/correctness/noUnresolvedImports: it is CommonJS, whose exports Node gives as the default
import relay from "relay-runtime";
import { BREAD, moved, recordElsewhere, threeUpdates } from "./operations.mjs";
import { others, recipe, run, token, until, url } from "./steps.mjs";

const { commitMutation, fetchQuery, requestSubscription } = relay;
const { createOperationDescriptor, getRequest, getSingularSelector } = relay;
const [artifacts] = others;
const require = createRequire(`${artifacts}/`);
const artifact = (name) => require(`./${name}.graphql.js`);
const { createEnvironment } = await recipe("relay.js");

const ask = (environment, name, variables = {}) => fetchQuery(environment, artifact(name), variables).toPromise();

const read = (environment, name) =>
  environment.lookup(createOperationDescriptor(getRequest(artifact(name)), {}).fragment);

const change = (environment, name) =>
  new Promise((onCompleted, onError) => {
    const variables = { input: BREAD };
    commitMutation(environment, { mutation: artifact(name), variables, onCompleted, onError });
  });

const follow = (environment, config = {}) =>
  requestSubscription(environment, { subscription: artifact("HomeSubscription"), variables: {}, ...config });

function countDashboards(environment) {
  const records = Object.values(environment.getStore().getSource().toJSON());
  return records.filter((record) => record.__typename === "Dashboard").length;
}

// How a watcher of the expenses moves after a mutation, and how many dashboards the store has then.
async function watched(environment, mutation) {
  await ask(environment, "HomeQuery");
  const snapshot = read(environment, "HomeQuery");
  const before = snapshot.data.dashboard;
  const seen = [];
  environment.subscribe(snapshot, ({ data }) => seen.push(data.dashboard));
  await change(environment, mutation);
  await until(() => seen.length && moved(before, seen.at(-1))[1]);
  return [...moved(before, seen.at(-1)), countDashboards(environment)];
}

await run({
  watcherOfTheSameFigure: () => watched(createEnvironment(url, token), "HomeRecordMutation"),

  // Relay keeps what the mutation did not select as it was, until an update brings it.
  watcherOfAnotherFigure() {
    const environment = createEnvironment(url, token);
    follow(environment);
    return watched(environment, "HomeRecordIncomeMutation");
  },

  async subscription() {
    const environment = createEnvironment(url, token);
    await ask(environment, "HomeQuery");
    const revisions = await threeUpdates((next, onError) => {
      return follow(environment, { onNext: (data) => next({ data }), onError }).dispose;
    });
    return [...revisions, countDashboards(environment)];
  },

  // The payees of two pages.
  async connection() {
    for (const payee of ["Baker", "Grocer", "Butcher", "Florist"]) {
      await recordElsewhere({ ...BREAD, date: "2026-11-20", payee });
    }
    const environment = createEnvironment(url, token);
    await ask(environment, "HomeTransactionsQuery");
    const { data: fragment } = read(environment, "HomeTransactionsQuery");
    const selector = getSingularSelector(artifact("Home_transactions"), fragment);
    const list = () => environment.lookup(selector).data.transactions;
    await ask(environment, "HomePaginationQuery", { count: 2, cursor: list().pageInfo.endCursor });
    return list().edges.map(({ node }) => node.payee);
  },

  async fragments() {
    return (await ask(createEnvironment(url, token), "PartsQuery")).dashboard.revision > 0;
  },
});
