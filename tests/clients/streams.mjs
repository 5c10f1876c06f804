// Clients of HTTP streams: @graphql-tools/executor-http in two versions, graphql-sse and meros.
import { request } from "node:http";
import { buildHTTPExecutor as newExecutor } from "@graphql-tools/executor-http";
import { buildHTTPExecutor as oldExecutor } from "executor-http-1";
import { parse } from "graphql";
import { createClient } from "graphql-sse";
import { meros as merosOfFetch } from "meros/browser";
import { meros as merosOfNode } from "meros/node";
import { BREAD, FOLLOW, IMPORT, RECORD, statement, threeOf, VIEWER } from "./operations.mjs";
import { run, token, url } from "./steps.mjs";

const headers = { authorization: `Bearer ${token}` };
const accept = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0, application/json";
const multipart = { method: "POST", headers: { ...headers, accept, "content-type": "application/json" } };
const body = JSON.stringify({ query: FOLLOW });

function executorSteps(name, buildHTTPExecutor) {
  const ask = (query, variables, options) =>
    buildHTTPExecutor({ endpoint: url, headers, ...options })({ document: parse(query), variables });
  return {
    async [`${name} query`]() {
      return (await ask(VIEWER)).data.viewer.username;
    },
    async [`${name} query by GET`]() {
      return (await ask(VIEWER, {}, { useGETForQueries: true })).data.viewer.username;
    },
    async [`${name} mutation`]() {
      return (await ask(RECORD, { input: BREAD })).data.recordTransaction.transaction.payee;
    },
    async [`${name} upload`]() {
      return (await ask(IMPORT, { file: statement(`2025-0${name.at(-1)}`) })).data.importTransactions.report.recorded;
    },
    [`${name} subscription`]: async () => threeOf(await ask(FOLLOW)),
    [`${name} subscription by POST`]: async () => threeOf(await ask(FOLLOW, {}, { method: "POST" })),
  };
}

// The results in the parts of a multipart stream.
async function* payloads(parts) {
  for await (const part of parts) {
    if (!part.json) throw new Error(`This part is no JSON: ${part.body}`);
    if (part.body.payload) yield part.body.payload; // a part without one only keeps the connection open
  }
}

await run({
  ...executorSteps("executor-http 1", oldExecutor),
  ...executorSteps("executor-http 3", newExecutor),

  async "graphql-sse query"() {
    const { value } = await createClient({ url, headers }).iterate({ query: VIEWER }).next();
    return value.data.viewer.username;
  },

  "graphql-sse subscription": () => threeOf(createClient({ url, headers }).iterate({ query: FOLLOW })),

  async "meros subscription with fetch"() {
    return threeOf(payloads(await merosOfFetch(await fetch(url, { ...multipart, body }))));
  },

  async "meros subscription with node:http"() {
    const send = (resolve, reject) => request(url, multipart, resolve).on("error", reject).end(body);
    return threeOf(payloads(await merosOfNode(await new Promise(send))));
  },
});
