// The conversation with Finny, on every device the same: it streams, can be stopped and cleared.

import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { HIDDEN, sentenceText, wholeAmounts } from "../parts/format.js";
import { ask, idempotencyKey } from "../store/api.js";
import { CLEAR_CONVERSATION, FOLLOW_CHAT, SEND_MESSAGE, STOP_REPLY } from "../store/documents.js";
import { follow } from "../store/live.js";
import { amountsHidden, tell } from "../store/state.js";

const QUESTIONS = [
  "What can I safely spend today?",
  "What changed against last month?",
  "How much did I spend on groceries last month?",
  "Does my budget hold?",
  "What were my biggest expenses this month?",
];

/** The messages, oldest first; null until they are known. */
const messages = signal(null);
/** The reply being written: its id and its text so far. */
const reply = signal(null);

let seen;

const EVENTS = {
  ConversationSnapshot({ conversation }) {
    messages.value = conversation.messages.nodes.toReversed();
    reply.value = conversation.replyingId && { id: conversation.replyingId, text: "" };
  },
  MessageAdded({ message }) {
    const others = (messages.value ?? []).filter(({ id }) => id !== message.id);
    messages.value = [...others, message];
    if (reply.value?.id === message.id) reply.value = null;
  },
  ReplyProgress({ messageId, offset, text }) {
    if (messages.value?.some(({ id }) => id === messageId)) return;
    const known = reply.value?.id === messageId ? Array.from(reply.value.text) : [];
    // A piece beyond what is known follows one that was missed: the whole message will come.
    if (offset <= known.length) reply.value = { id: messageId, text: known.slice(0, offset).join("") + text };
  },
  ConversationCleared() {
    messages.value = [];
    reply.value = null;
  },
};

function followConversation() {
  const variables = () => ({ after: seen });
  const take = ({ chatEvents: event }) => {
    seen = event.revision;
    EVENTS[event.__typename](event);
  };
  const stop = follow(FOLLOW_CHAT, variables, take, tell);
  return () => {
    stop();
    seen = undefined;
    messages.value = null;
    reply.value = null;
  };
}

export function Place() {
  const log = useRef();
  useEffect(followConversation, []);
  useEffect(() => {
    log.current.scrollTop = log.current.scrollHeight;
  }, [messages.value, reply.value]);
  const said = messages.value;
  return html`<section class="card finny" id="finny" aria-labelledby="finny-title">
    <header>
      <h2 id="finny-title">Finny</h2>
      ${said?.length > 0 && html`<button type="button" class="plain" onClick=${clear}>Clear</button>`}
    </header>
    <div class="log" ref=${log} role="log" aria-label="Conversation with Finny" tabindex="0" aria-busy=${said ? "false" : "true"}>
      ${said?.length === 0 && !reply.value && html`<${Suggestions} />`}
      ${said?.map((each) => html`<${Message} key=${each.id} message=${each} />`)}
      ${reply.value && html`<div class="message FINNY speaking"><p>${wholeAmounts(spokenText(reply.value.text)) || "…"}</p></div>`}
    </div>
    <${Say} />
  </section>`;
}

function Suggestions() {
  return html`<div class="suggestions">
    <p>Ask about your own money. Finny answers with figures from your ledger.</p>
    ${QUESTIONS.map((text) => html`<button key=${text} type="button" class="chip" onClick=${() => send(text, idempotencyKey())}>${text}</button>`)}
  </div>`;
}

function Message({ message }) {
  const { author, text, state, note, unverified } = message;
  const isFinny = author === "FINNY";
  return html`<div class="message ${author}">
    <p><span class="unseen">${isFinny ? "Finny: " : "You: "}</span>${wholeAmounts(isFinny || amountsHidden.value ? sentenceText(text) : text)}</p>
    ${note && html`<p class="hint">${note}</p>`}
    ${state === "STOPPED" && html`<p class="hint">You stopped it here.</p>`}
    ${state === "INTERRUPTED" && !note && html`<p class="hint">It broke off here; ask again.</p>`}
    ${
      unverified.length > 0 &&
      html`<p class="hint warn"><span aria-hidden="true">▲</span> Not from your ledger: ${amountsHidden.value ? HIDDEN : unverified.join(", ")}</p>`
    }
  </div>`;
}

/** A sentence that is still being spoken: the figure at its end may be the beginning of an amount. */
function spokenText(text) {
  return sentenceText(amountsHidden.value ? text.replace(/[-\p{Sc}]*\d[\d.,]*( [A-Z]{0,2})?$/u, HIDDEN) : text);
}

function Say() {
  const [text, setText] = useState("");
  const [key, setKey] = useState(idempotencyKey);
  const [problem, setProblem] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    const refusal = await send(text, key);
    setProblem(refusal);
    if (refusal) return;
    setText("");
    setKey(idempotencyKey());
  };
  return html`<form class="say" onSubmit=${submit}>
    <label class="unseen" for="say">Ask Finny</label>
    <input
      id="say"
      autocomplete="off"
      maxlength="4000"
      placeholder="Ask about your money"
      value=${text}
      onInput=${(event) => setText(event.target.value)}
      aria-describedby=${problem ? "say-problem" : undefined}
    />
    ${
      reply.value
        ? html`<button type="button" onClick=${stopReply}>Stop</button>`
        : html`<button type="submit" class="main">Ask</button>`
    }
    ${problem && html`<p class="problem" id="say-problem" role="alert">${problem}</p>`}
  </form>`;
}

/** Say something; returns why it was refused, or null. */
async function send(text, key) {
  try {
    const { sendMessage } = await ask(SEND_MESSAGE, { input: { text, idempotencyKey: key } });
    return sendMessage.problems[0]?.message ?? null;
  } catch (failure) {
    return failure.message;
  }
}

async function stopReply() {
  await told(ask(STOP_REPLY, { input: { messageId: reply.value.id } }));
}

async function clear() {
  if (!confirm("Put the whole conversation away, on every device?")) return;
  await told(ask(CLEAR_CONVERSATION, { input: {} }));
}

async function told(asked) {
  await asked.catch((failure) => tell(failure.message));
}
