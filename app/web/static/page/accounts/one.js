// One account: its balance, what the bank said about it, and its transactions with the balance after each.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { AccountDialog, AdjustDialog, CheckDialog, CloseDialog, MergeDialog } from "../dialogs/account.js";
import { checkText, hasValue, KINDS } from "../parts/accounts.js";
import { once } from "../parts/dialogs.js";
import { fullDayText, Money, moneyText } from "../parts/format.js";
import { daysAfter } from "../parts/periods.js";
import { go } from "../store/address.js";
import { filterIn, transactionsHref } from "../store/filters.js";
import { act } from "../store/state.js";
import { Found } from "../transactions/found.js";

const NO_FILTER = filterIn(new URLSearchParams());
const DIALOGS = { edit: AccountDialog, check: CheckDialog, close: CloseDialog, merge: MergeDialog };

export function OneAccount({ account, accounts, edit }) {
  const [opened, open] = useState(null);
  const filter = { ...NO_FILTER, accounts: [account.id] };
  // Where a worth is carried on, the balance is no sum of transactions.
  const runs = !account.checks.some(({ source }) => source === "VALUE");
  const Opened = DIALOGS[opened];
  const nothing = html`<p class="card empty">This account has no transaction yet.</p>`;
  return html`
    <${Summary} account=${account} accounts=${accounts} open=${open} />
    ${account.checks.length > 0 && html`<${Checks} account=${account} />`}
    <${Found} key=${runs} filter=${filter} account=${account.id} runs=${runs} edit=${edit} nothing=${nothing} />
    ${Opened && html`<${Opened} account=${account} accounts=${accounts} onClose=${() => open(null)} />`}
  `;
}

function Summary({ account, accounts, open }) {
  const { id, name, kind, number, currency, balance, openedOn, closedOn, counted, inNetWorth } = account;
  const facts = [
    KINDS[kind],
    number,
    currency,
    openedOn && `since ${fullDayText(openedOn)}`,
    closedOn && `closed since ${fullDayText(closedOn)}`,
    !counted && "not counted as income or spending",
    !inNetWorth && "not in net worth",
  ];
  const reopen = () => act("reopenAccount", { id }, `“${name}” is open again.`);
  const shut = ({ currentTarget }) => (currentTarget.parentElement.open = false);
  const button = (dialog, text) => html`<button type="button" onClick=${() => open(dialog)}>${text}</button>`;
  const others = accounts.filter((other) => other.id !== id && other.currency === currency && !other.closedOn);
  return html`<section class="card account" aria-label=${name}>
    <div>
      <p class="hint">${facts.filter(Boolean).join(" · ")}</p>
      <p class="great">${balance ? html`<${Money} of=${balance} />` : html`<span class="hint">Balance not known</span>`}</p>
    </div>
    <div class="actions">
      ${!closedOn && button("check", hasValue(account) ? "Say its worth" : balance ? "Check the balance" : "Say the balance")}
      ${button("edit", "Edit")}
      <a class="button" href=${transactionsHref({ accounts: [id] })}>Find in it</a>
      <details class="more-actions">
        <summary class="button">More</summary>
        <div onClick=${shut}>
          ${closedOn ? html`<button type="button" class="plain" onClick=${(event) => once(event, reopen)}>Reopen</button>` : html`<button type="button" class="plain" onClick=${() => open("close")}>Close it</button>`}
          ${others.length > 0 && html`<button type="button" class="plain" onClick=${() => open("merge")}>Merge it into another</button>`}
          <button type="button" class="plain danger" onClick=${(event) => once(event, () => remove(account))}>Delete it for good</button>
          <a class="button plain" href="/accounts">All accounts</a>
        </div>
      </details>
    </div>
  </section>`;
}

async function remove({ id, name, transactionCount: lost }) {
  const what = lost
    ? `${lost.toLocaleString()} ${lost === 1 ? "transaction is" : "transactions are"} lost`
    : "It has no transactions";
  if (!confirm(`Delete “${name}” for good? ${what}, and nothing brings it back.`)) return;
  if (await act("deleteAccount", { id, lost }, `“${name}” was deleted for good.`)) go("/accounts");
}

/** What the bank said, newest first. */
function Checks({ account }) {
  const [adjusted, adjust] = useState(null);
  const [newest, ...others] = [...account.checks].reverse();
  return html`<section class="card" aria-label="Checks">
    <ul class="check-list"><${Check} account=${account} check=${newest} adjust=${adjust} /></ul>
    ${
      others.length > 0 &&
      html`<details>
        <summary>${others.length} earlier</summary>
        <ul class="check-list">${others.map((check) => html`<${Check} key=${check.id} account=${account} check=${check} adjust=${adjust} />`)}</ul>
      </details>`
    }
    ${adjusted && html`<${AdjustDialog} account=${account} check=${adjusted} onClose=${() => adjust(null)} />`}
  </section>`;
}

function Check({ account, check, adjust }) {
  const { id, date, source, balance, rightSince } = check;
  const { text, status } = checkText(check);
  const forget = () => {
    const isNeeded = ["OPENING", "VALUE"].includes(source);
    if (confirm(isNeeded ? "Other balances are counted from it. Delete it?" : "Delete this check?"))
      return act("deleteCheck", { id }, "The check was deleted.");
  };
  return html`<li>
    <span><span class="status ${status}">${text}</span>${
      status === "AT_RISK" &&
      html` <a href=${transactionsHref({ accounts: [account.id], from: rightSince && daysAfter(rightSince, 1), to: date })}>${rightSince ? `right until ${fullDayText(rightSince)}` : "its transactions"}</a>
        <button type="button" class="plain" onClick=${() => adjust(check)}>Adjust</button>`
    }</span>
    <span class="money">${moneyText(balance)}</span>
    <button type="button" class="plain icon" aria-label=${`Delete: ${text}`} onClick=${(event) => once(event, forget)}>✕</button>
  </li>`;
}
