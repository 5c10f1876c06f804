// The place of accounts: all by kind, each with its balance and its last check, or one with its transactions.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { OneAccount } from "../accounts/one.js";
import { SuggestedTransfers } from "../accounts/suggestions.js";
import { MONTHS, WorthCard } from "../accounts/worth.js";
import { AccountDialog, CheckFields, sendCheck } from "../dialogs/account.js";
import { accountHref, checkText, GROUPS, KINDS, lastCheck } from "../parts/accounts.js";
import { sumOf } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { Form } from "../parts/dialogs.js";
import { Money, moneyText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { address } from "../store/address.js";
import { ask } from "../store/api.js";
import { ACCOUNTS, OWN_MONEY } from "../store/documents.js";
import { balancesPutAway, tell } from "../store/state.js";

export function Place({ edit }) {
  const { value } = useFound("", () => ask(ACCOUNTS));
  const accounts = value?.accounts;
  const { path } = address.value;
  if (!accounts) return html`<div class="card skeleton lines" aria-busy="true"></div>`;
  if (path === "/accounts") return html`<${AccountList} accounts=${accounts} />`;
  const account = accounts.find(({ id }) => path === accountHref(id));
  return account
    ? html`<${OneAccount} account=${account} accounts=${accounts} edit=${edit} />`
    : html`<p class="card empty">There is no such account. <a href="/accounts">Show all</a></p>`;
}

function AccountList({ accounts }) {
  const [isAdding, setAdding] = useState(false);
  const { value: own } = useFound("", () => ask(OWN_MONEY, { last: MONTHS, granularity: "MONTH" }));
  const open = accounts.filter(({ closedOn }) => !closedOn);
  const closed = accounts.filter(({ closedOn }) => closedOn);
  return html`
    <${UnknownBalances} accounts=${open} />
    ${own && html`<${SuggestedTransfers} suggestions=${own.transferSuggestions} />`}
    ${own ? html`<${WorthCard} worth=${own.dashboard.netWorth} />` : html`<div class="card skeleton lines" aria-busy="true"></div>`}
    <div class="account-groups">
      ${GROUPS.map(
        ([name, kinds]) =>
          html`<${Group} key=${name} name=${name} accounts=${open.filter(({ kind }) => kinds.includes(kind))} />`,
      )}
      ${closed.length > 0 && html`<${Group} name="Closed" accounts=${closed} />`}
    </div>
    <footer class="place-actions"><button type="button" onClick=${() => setAdding(true)}>New account</button></footer>
    ${isAdding && html`<${AccountDialog} account=${{}} accounts=${accounts} onClose=${() => setAdding(false)} />`}
  `;
}

function Group({ name, accounts }) {
  if (!accounts.length) return null;
  const sum = accounts.length > 1 && html`<strong class="money">${sumText(accounts)}</strong>`;
  return html`<${Card} name=${`group-${name.split(" ")[0].toLowerCase()}`} title=${name} action=${sum}>
    <ul class="account-list">${accounts.map((account) => html`<${Line} key=${account.id} account=${account} />`)}</ul>
  <//>`;
}

/** What is in some accounts, each currency for itself; nothing while a balance is not known. */
function sumText(accounts) {
  if (accounts.some(({ balance }) => !balance)) return "";
  const byCurrency = Map.groupBy(accounts, ({ currency }) => currency);
  return [...byCurrency]
    .map(([currency, some]) => moneyText({ amount: sumOf(some.map(({ balance }) => balance.amount)), currency }))
    .join(" + ");
}

function Line({ account }) {
  const { id, name, kind, number, balance, closedOn } = account;
  const check = lastCheck(account);
  const { text, status } = check ? checkText(check) : {};
  return html`<li>
    <a class="name" href=${accountHref(id)}>${name}</a>
    ${balance ? html`<${Money} of=${balance} />` : html`<span class="hint">Not known</span>`}
    <span class="hint name">${[KINDS[kind], number].filter(Boolean).join(" · ")}</span>
    <span class="status ${status}">${closedOn ? "" : text}</span>
  </li>`;
}

/** The question for balances that nobody knows: what was in an account on some day. */
function UnknownBalances({ accounts }) {
  const unknown = accounts.filter(({ id, balance }) => !balance && !balancesPutAway.value.includes(id));
  if (!unknown.length) return null;
  const putAway = () => (balancesPutAway.value = accounts.map(({ id }) => id));
  const later = html`<button type="button" class="plain" onClick=${putAway}>Not now</button>`;
  return html`<${Card} name="unknown" title="What was in your accounts?" action=${later}>
    <p class="hint">
      Say for each what the bank showed at the end of some day. All other balances follow from it, and none is guessed.
    </p>
    ${unknown.map((account) => html`<${Question} key=${account.id} account=${account} />`)}
  <//>`;
}

function Question({ account }) {
  const done = () => tell(`The balance of “${account.name}” is known now.`);
  return html`<div class="asking">
    <h3 class="name">${account.name}</h3>
    <${Form} label="Save" send=${sendCheck(account)} done=${done}>
      ${(problem) => html`<${CheckFields} account=${account} problem=${problem} />`}
    <//>
  </div>`;
}
