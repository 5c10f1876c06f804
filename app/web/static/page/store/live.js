// One WebSocket for all subscriptions, by the protocol graphql-transport-ws; it reconnects for ever, and every subscription
// begins with the whole state.

import { signal } from "@preact/signals";
import { connectionParams, refused } from "./api.js";

const ADDRESS = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`;
const PING_MS = 10_000;
const PONG_MS = 5_000;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 8_000;
const AGAIN_MS = 2_000;
const REFUSED = 4403;

/** connecting, live, reconnecting or offline. */
export const connection = signal("connecting");

/** What is followed, by its id in the protocol. */
const followed = new Map();
let lastId = 0;
let socket = null;
let isReady = false;
/** The attempts to connect since the last that succeeded. */
let attempts = 0;
/** What is next: to ask whether the server is there, or to give up waiting for its answer. */
let timer;

addEventListener("offline", () => (connection.value = "offline"));
// A socket of before the tunnel may look open for a while yet: begin a new one.
addEventListener("online", () => (socket ? lose() : followed.size && connect()));

/**
 * Hand the data of each result of a subscription to `next`, over all reconnects, until the returned function is called.
 * What the server refuses is told to `refuse` as a sentence, and not asked again.
 */
export function follow(query, variables, next, refuse) {
  const id = String(++lastId);
  followed.set(id, { query, variables, next, refuse, isAsked: false });
  if (isReady) subscribe(id);
  else connect();
  return () => {
    if (followed.delete(id) && isReady) send({ id, type: "complete" });
    // The same may be followed with other variables at once.
    setTimeout(() => followed.size || drop());
  };
}

function subscribe(id) {
  const subscription = followed.get(id);
  if (!isReady || !subscription || subscription.isAsked) return;
  subscription.isAsked = true;
  send({ id, type: "subscribe", payload: { query: subscription.query, variables: subscription.variables() } });
}

function send(message) {
  // The server may be about to close it.
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

function connect() {
  if (socket) return;
  connection.value = attempts ? lost() : "connecting";
  const opened = new WebSocket(ADDRESS, "graphql-transport-ws");
  socket = opened;
  opened.onopen = () => send({ type: "connection_init", payload: connectionParams() ?? undefined });
  opened.onmessage = ({ data }) => hear(JSON.parse(data));
  opened.onclose = ({ code }) => {
    drop();
    if (code === REFUSED) refused();
    else if (followed.size) reconnect();
  };
}

/** Leave the connection, if there is one. */
function drop() {
  clearTimeout(timer);
  isReady = false;
  for (const subscription of followed.values()) subscription.isAsked = false;
  if (!socket) return;
  for (const event of ["onopen", "onmessage", "onclose"]) socket[event] = null;
  socket.close();
  socket = null;
}

/** Give up a connection that only looks open. */
function lose() {
  drop();
  reconnect();
}

function reconnect() {
  connection.value = lost();
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempts++);
  setTimeout(() => followed.size && connect(), wait * (0.75 + Math.random() / 2));
}

function hear({ id, type, payload }) {
  if (type === "connection_ack") begin();
  if (type === "ping") send({ type: "pong" });
  if (type === "pong") watch();
  const subscription = followed.get(id);
  if (!subscription) return;
  if (type === "next" && payload.errors) subscription.refuse(payload.errors[0].message);
  else if (type === "next") subscription.next(payload.data);
  else if (type === "error") {
    followed.delete(id);
    subscription.refuse(payload[0].message);
  } else if (type === "complete") {
    subscription.isAsked = false;
    setTimeout(() => subscribe(id), AGAIN_MS);
  }
}

function begin() {
  isReady = true;
  attempts = 0;
  connection.value = "live";
  watch();
  for (const id of followed.keys()) subscribe(id);
}

/** Ask after a while whether the server is still there. */
function watch() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    send({ type: "ping" });
    timer = setTimeout(lose, PONG_MS);
  }, PING_MS);
}

function lost() {
  return navigator.onLine ? "reconnecting" : "offline";
}
