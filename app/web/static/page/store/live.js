// One WebSocket for all subscriptions; it reconnects for ever, and every subscription begins with the whole state.

import { signal } from "@preact/signals";
import { createClient } from "graphql-ws";
import { connectionParams, refused } from "./api.js";

const PING_MS = 10_000;
const PONG_MS = 5_000;
const LONGEST_WAIT_MS = 8_000;
const REFUSED = 4403;

/** connecting, live, reconnecting or offline. */
export const connection = signal("connecting");

let unanswered;

const client = createClient({
  url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
  connectionParams,
  keepAlive: PING_MS,
  retryAttempts: Infinity,
  retryWait: (retries) => pause(Math.min(LONGEST_WAIT_MS, 250 * 2 ** retries) * (0.75 + Math.random() / 2)),
  shouldRetry: (event) => event?.code !== REFUSED,
  on: {
    connecting: (again) => (connection.value = again ? lost() : "connecting"),
    connected: () => (connection.value = "live"),
    ping: (received) => {
      if (!received) unanswered = setTimeout(() => client.terminate(), PONG_MS);
    },
    pong: (received) => {
      if (received) clearTimeout(unanswered);
    },
    closed: (event) => {
      clearTimeout(unanswered);
      if (event?.code === REFUSED) refused();
      else if (event?.code !== 1000) connection.value = lost();
    },
  },
});

addEventListener("offline", () => (connection.value = "offline"));
// A socket of before the tunnel may look open for a while yet: begin a new one.
addEventListener("online", () => client.terminate());

/**
 * Hand the data of each result of a subscription to `next`, over all reconnects, until the returned function is called.
 * What the server refuses is told to `refuse` as a sentence, and not asked again.
 */
export function follow(query, variables, next, refuse) {
  let over = false;
  let unsubscribe = () => {};
  const begin = () => {
    if (over) return;
    unsubscribe = client.subscribe({ query, variables: variables() }, { next: take, error: again, complete: again });
  };
  const take = ({ data, errors }) => {
    if (over) return;
    if (errors) refuse(errors[0].message);
    else next(data);
  };
  // A list of errors refuses the operation; anything else is the end of a connection.
  const again = (reason) => {
    if (Array.isArray(reason)) refuse(reason[0].message);
    else if (reason?.code !== REFUSED) setTimeout(begin, LONGEST_WAIT_MS / 4);
  };
  begin();
  return () => {
    over = true;
    unsubscribe();
  };
}

function lost() {
  return navigator.onLine ? "reconnecting" : "offline";
}

function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}
