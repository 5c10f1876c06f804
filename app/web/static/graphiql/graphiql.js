// GraphiQL over this server's own endpoint, signed in by the session's cookie or by what is written under Headers.
import { createClient } from "../npm/graphql-ws/dist/client.js";
import { examples } from "./examples.js";
import { storage } from "./storage.js";

const { GraphiQL, GraphiQLPluginExplorer, React, ReactDOM } = window;
const address = new URL("/graphql", location);
const NOT_SIGNED_IN = 4403;

let headers = {};

const ask = GraphiQL.createFetcher({ url: address.href, enableIncrementalDelivery: false });
const socket = createClient({
  url: address.href.replace("http", "ws"),
  connectionParams: () => headers,
  shouldRetry: ({ code }) => code !== NOT_SIGNED_IN,
});

async function fetcher(operation, options) {
  if (isSubscription(operation, options)) {
    headers = options.headers ?? {};
    return follow(operation);
  }
  const answer = await ask(operation, options);
  if (/\bsign(In|Out|Up)/.test(operation.query)) {
    showWhoIsSignedIn();
  }
  return answer;
}

function isSubscription({ operationName }, options) {
  return options?.documentAST?.definitions.some(
    ({ operation, name }) => operation === "subscription" && (!operationName || name?.value === operationName),
  );
}

function follow(operation) {
  const results = socket.iterate(operation);
  const next = results.next.bind(results);
  results.next = () => next().catch((failure) => ({ done: false, value: { errors: told(failure) } }));
  return results;
}

function told(failure) {
  if (Array.isArray(failure)) {
    return failure;
  }
  if (failure.code === NOT_SIGNED_IN) {
    return [{ message: "You are not signed in." }];
  }
  return [{ message: `The connection ended: ${failure.reason || failure.message || failure.code}.` }];
}

async function showWhoIsSignedIn() {
  const bar = document.querySelector("[role=status]");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ viewer { username } }" }),
    });
    const { data } = await answer.json();
    bar.replaceChildren(...(data ? [`Signed in as ${data.viewer.username}.`] : howToSignIn()));
  } catch {
    bar.replaceChildren("The server does not answer.");
  }
}

function howToSignIn() {
  const link = Object.assign(document.createElement("a"), { href: "/", textContent: "sign in" });
  const header = document.createElement("code");
  header.textContent = '{"authorization": "Bearer …"}';
  return ["You are not signed in: ", link, ", or put ", header, " with an access token under Headers."];
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: "# Ctrl-Space suggests what can stand here, Ctrl-Enter runs it.\n",
    defaultTabs: examples,
    inputValueDeprecation: true,
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
    showPersistHeadersSettings: false,
    storage,
  }),
);
showWhoIsSignedIn();
addEventListener("focus", showWhoIsSignedIn);
