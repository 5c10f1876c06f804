// An account in a dialog: made, edited, checked, closed, and merged into another.

import { html } from "htm/preact";
import { accountHref, hasValue, KINDS } from "../parts/accounts.js";
import { AmountField, difference, readDecimal } from "../parts/amounts.js";
import { Field, FormDialog } from "../parts/dialogs.js";
import { fullDayText, moneyText } from "../parts/format.js";
import { go } from "../store/address.js";
import { act, change, dashboard, tell, viewer } from "../store/state.js";

/** An account to make, {}, or to edit. */
export function AccountDialog({ account, accounts, onClose }) {
  const isNew = !account.id;
  const send = async (values, { key }) => {
    if (isNew) return change("createAccount", { ...newOf(values), idempotencyKey: key });
    const payload = await change("updateAccount", { ...editOf(values), id: account.id });
    return payload.problems.length || (values.behind ?? "") === behindOf(account, accounts)
      ? payload
      : change("orderAccounts", { ids: orderOf(account, accounts, values.behind) });
  };
  const done = ({ account: made }) => {
    onClose();
    if (made) go(accountHref(made.id));
  };
  return html`<${FormDialog} title=${isNew ? "New account" : `Edit ${account.name}`} onClose=${onClose} label="Save" send=${send} done=${done}>
    ${(problem) => html`
      <${Field} label="Name" name="name" maxlength="100" defaultValue=${account.name ?? ""} problem=${problem("name")} />
      <div class="pair">
        <${Field} label="Kind" name="kind" problem=${problem("kind")}>
          ${Object.entries(KINDS).map(([kind, name]) => html`<option key=${kind} value=${kind} selected=${kind === account.kind}>${name}</option>`)}
        <//>
        <${Field} label="Currency" name="currency" disabled=${account.transactionCount > 0} problem=${problem("currency")}>
          ${Intl.supportedValuesOf("currency").map((code) => html`<option key=${code} selected=${code === (account.currency ?? viewer.value.ledger.baseCurrency)}>${code}</option>`)}
        <//>
        <${Field} label="Number (if you like)" name="number" maxlength="100" defaultValue=${account.number ?? ""} problem=${problem("number")} />
        <${Field} label=${isNew ? "On the day" : "Opened on"} name="openedOn" type="date" defaultValue=${account.openedOn ?? (isNew ? dashboard.value.today : "")} problem=${problem("openedOn")} />
      </div>
      ${isNew ? html`<${Opening} problem=${problem} />` : html`<${Settings} account=${account} accounts=${accounts} />`}
    `}
  <//>`;
}

function Opening({ problem }) {
  const hint = "What was in it before that day’s transactions. A debt has a minus. Leave it empty if you do not know.";
  return html`<${AmountField} label="Opening balance" name="openingBalance" inputmode="text" hint=${hint} problem=${problem("openingBalance")} />`;
}

/** What of an account nobody needs to begin with. */
function Settings({ account, accounts }) {
  const others = accounts.filter(({ id }) => id !== account.id);
  const behind = behindOf(account, accounts);
  return html`
    ${
      others.length > 0 &&
      html`<${Field} label="Place in the order" name="behind" hint="The first open account gets what names no account.">
        <option value="">First</option>
        ${others.map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === behind}>Behind ${name}</option>`)}
      <//>`
    }
    <label class="check"><input type="checkbox" name="counted" defaultChecked=${account.counted} /> Its transactions count as income and spending</label>
    <label class="check"><input type="checkbox" name="inNetWorth" defaultChecked=${account.inNetWorth} /> Its balance is part of your net worth</label>
  `;
}

function newOf({ openingBalance, openedOn, ...values }) {
  const known = openingBalance.trim() ? readDecimal(openingBalance, "openingBalance") : null;
  return { ...values, openedOn: openedOn || null, openingBalance: known };
}

function editOf({ behind, openedOn, counted, inNetWorth, ...values }) {
  return { ...values, openedOn: openedOn || null, counted: Boolean(counted), inNetWorth: Boolean(inNetWorth) };
}

/** The id of the account before this one; empty for the first. */
function behindOf(account, accounts) {
  return accounts[accounts.findIndex(({ id }) => id === account.id) - 1]?.id ?? "";
}

function orderOf(account, accounts, behind) {
  const others = accounts.map(({ id }) => id).filter((id) => id !== account.id);
  return others.toSpliced(others.indexOf(behind) + 1, 0, account.id);
}

/** Return what sends a form of CheckFields. */
export function sendCheck(account) {
  return ({ date, balance }, { key }) =>
    change("recordCheck", {
      accountId: account.id,
      source: hasValue(account) ? "VALUE" : "MANUAL",
      date,
      balance: readDecimal(balance, "balance"),
      idempotencyKey: key,
    });
}

export function CheckFields({ account, problem }) {
  const { today } = dashboard.value;
  return html`<div class="pair">
    <${AmountField} label=${`${hasValue(account) ? "Worth" : "Balance"} in ${account.currency}`} name="balance" inputmode="text" hint="A debt has a minus." problem=${problem("balance")} />
    <${Field} label="At the end of" name="date" type="date" max=${today} defaultValue=${today} problem=${problem("date")} />
  </div>`;
}

export function CheckDialog({ account, onClose }) {
  return html`<${FormDialog} title=${`What is in ${account.name}?`} onClose=${onClose} label="Save" send=${sendCheck(account)}>
    ${(problem) => html`
      <p class="hint">${checkHint(account)}</p>
      <${CheckFields} account=${account} problem=${problem} />
    `}
  <//>`;
}

function checkHint(account) {
  if (hasValue(account)) return "It is worth so much from that day on, until you say something else.";
  return account.balance
    ? "It is compared with your transactions, and changes none of them."
    : "All other balances follow from it.";
}

/** Make a check right by a transaction. */
export function AdjustDialog({ account, check, onClose }) {
  const { baseCurrency } = viewer.value.ledger;
  const send = ({ exchangeRate }, { key }) =>
    change("adjustBalance", {
      checkId: check.id,
      exchangeRate: exchangeRate ? readDecimal(exchangeRate, "exchangeRate") : null,
      idempotencyKey: key,
    });
  return html`<${FormDialog} title="Adjust the balance" onClose=${onClose} label="Adjust" send=${send}>
    ${(problem) => html`
      <p class="hint">
        A transaction of ${moneyText({ ...check.difference, amount: difference("0", check.difference.amount) })} on ${fullDayText(check.date)} makes the ledger agree with the
        bank. It is neither income nor spending. Look for what is missing or doubled first.
      </p>
      ${
        account.currency !== baseCurrency &&
        html`<${AmountField} label=${`Exchange rate: ${baseCurrency} for 1 ${account.currency}`} name="exchangeRate" problem=${problem("exchangeRate")} />`
      }
    `}
  <//>`;
}

export function CloseDialog({ account, onClose }) {
  const { id, name } = account;
  const done = () => {
    onClose();
    const reopen = () => act("reopenAccount", { id }, `“${name}” is open again.`);
    tell(`“${name}” is closed; its history stays.`, { name: "Undo", accept: reopen });
  };
  return html`<${FormDialog} title=${`Close ${name}`} onClose=${onClose} label="Close it" send=${({ on }) => change("closeAccount", { id, on })} done=${done}>
    ${(problem) => html`
      <p class="hint">Its balance must be zero. Nothing later is recorded in it, and its history stays.</p>
      <${Field} label="Its last day" name="on" type="date" defaultValue=${dashboard.value.today} problem=${problem("on")} />
    `}
  <//>`;
}

export function MergeDialog({ account, accounts, onClose }) {
  const targets = accounts.filter(
    (other) => other.id !== account.id && other.currency === account.currency && !other.closedOn,
  );
  const done = ({ account: target }) => {
    onClose();
    go(accountHref(target.id));
    tell(`“${account.name}” is part of it now.`);
  };
  const send = ({ targetId }) => change("mergeAccounts", { sourceId: account.id, targetId });
  return html`<${FormDialog} title=${`Merge ${account.name}`} onClose=${onClose} label="Merge" send=${send} done=${done}>
    ${(problem) => html`
      <p class="hint">
        If both are in truth one account: its transactions, checks and names move to the other one, whose opening balance
        counts. This cannot be undone.
      </p>
      <${Field} label="Into" name="targetId" problem=${problem("targetId")}>
        ${targets.map(({ id, name }) => html`<option key=${id} value=${id}>${name}</option>`)}
      <//>
    `}
  <//>`;
}
