// How the owner gets in: the password, and access tokens for other programs.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Field, Form } from "../parts/dialogs.js";
import { ask } from "../store/api.js";
import { ACCESS_TOKENS, CHANGE_PASSWORD, CREATE_ACCESS_TOKEN, REVOKE_ACCESS_TOKEN } from "../store/documents.js";
import { tell, viewer } from "../store/state.js";

export function Password() {
  const send = async ({ keepAccessTokens, ...input }) =>
    (await ask(CHANGE_PASSWORD, { input: { ...input, keepAccessTokens: Boolean(keepAccessTokens) } })).changePassword;
  const [times, setTimes] = useState(0);
  const changed = () => {
    tell("The password is changed; all other sessions have ended.");
    setTimes(times + 1);
  };
  return html`<details key=${times}>
    <summary>Change the password</summary>
    <${Form} label="Change" send=${send} done=${changed}>
      ${(problem) => html`
        <input hidden autocomplete="username" value=${viewer.value.username} />
        <${Field} label="Password until now" name="current" type="password" autocomplete="current-password" problem=${problem("current")} />
        <${Field} label="New password" name="new" type="password" autocomplete="new-password" hint="At least 10 characters." problem=${problem("new")} />
        <label class="check">
          <input type="checkbox" name="keepAccessTokens" />
          Programs with a token go on working
        </label>
      `}
    <//>
  </details>`;
}

const SCOPES = { READ: "read", WRITE: "read and change the ledger's money", SETTINGS: "read and change the settings" };

export function AccessTokens() {
  const [tokens, setTokens] = useState([]);
  const [secret, setSecret] = useState(null);
  const load = async () => setTokens((await ask(ACCESS_TOKENS)).viewer.accessTokens);
  useEffect(() => {
    load().catch((failure) => tell(failure.message));
  }, []);
  const send = async ({ name, scope }) =>
    (await ask(CREATE_ACCESS_TOKEN, { input: { name, scopes: [scope] } })).createAccessToken;
  const made = async (payload) => {
    setSecret(payload.secret);
    await load();
  };
  const revoke = async (id) => {
    await ask(REVOKE_ACCESS_TOKEN, { input: { id } }).catch((failure) => tell(failure.message));
    await load();
  };
  return html`<details>
    <summary>Access tokens for other programs</summary>
    <ul class="tokens">
      ${tokens.map(
        ({ id, name, scopes }) => html`<li key=${id}>
          <span class="name">${name} <small>may ${mayText(scopes)}</small></span>
          <button type="button" class="plain danger" aria-label=${`Revoke ${name}`} onClick=${() => revoke(id)}>Revoke</button>
        </li>`,
      )}
    </ul>
    ${secret && html`<p role="status">Copy it now, it is shown this once:<br /><code>${secret}</code></p>`}
    <${Form} key=${secret} label="Make a token" send=${send} done=${made}>
      ${(problem) => html`<div class="pair">
        <${Field} label="What for" name="name" problem=${problem("name")} />
        <${Field} label="It may" name="scope" problem=${problem("scopes")}>
          ${Object.entries(SCOPES).map(([scope, text]) => html`<option key=${scope} value=${scope}>${text}</option>`)}
        <//>
      </div>`}
    <//>
  </details>`;
}

/** What a token may do; its other scopes include reading. */
function mayText(scopes) {
  const others = scopes.filter((scope) => scope !== "READ");
  return (others.length ? others : scopes).map((scope) => SCOPES[scope]).join(", ");
}
