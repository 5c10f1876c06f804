// A transaction in a dialog: added, edited, deleted, and compared with what somebody else made of it meanwhile.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { AccountOptions, accountName, accountToBeginWith, hasSeveral } from "../parts/accounts.js";
import { AmountField, readDecimal, writtenDecimal } from "../parts/amounts.js";
import { Field, FormDialog, once } from "../parts/dialogs.js";
import { fullDayText, unsigned } from "../parts/format.js";
import { periodOf } from "../parts/periods.js";
import { TagField, tagName } from "../parts/tags.js";
import { address } from "../store/address.js";
import { ask, Failure } from "../store/api.js";
import { TRANSACTION } from "../store/documents.js";
import { OF_A_PERIOD } from "../store/query.js";
import { accounts, act, categories, change, choose, dashboard, tell, viewer } from "../store/state.js";
import { Relations } from "./relations.js";
import { CategoryOrSplits, splitsInput, splitsTold, splitsWritten } from "./splits.js";

const LABELS = {
  direction: "Direction",
  amount: "Amount",
  currency: "Currency",
  exchangeRate: "Exchange rate",
  accountId: "Account",
  accountAmount: "Amount in the account",
  payee: "Payee",
  date: "Date",
  categoryId: "Category",
  tagIds: "Tags",
  splits: "Parts",
  note: "Note",
};
const EDITED_MEANWHILE =
  "Somebody edited this transaction meanwhile; what you typed is kept. Save again to put it in the place of theirs.";
const DELETED_MEANWHILE = "Somebody deleted this transaction meanwhile. Save again to bring it back as it stands here.";
const DIRECTIONS = { out: "Money out", in: "Money in" };

/** A transaction to add, {}, or to edit. */
export function TransactionDialog({ transaction, onClose }) {
  const isNew = !transaction.id;
  /** The version that the form began with, and what was saved meanwhile, if anything. */
  const [base, setBase] = useState(transaction);
  const [met, setMet] = useState(null);
  /** Shows a newer version, if there is one; returns its payload. */
  const meet = async (form) => {
    const saved = (await ask(TRANSACTION, { id: base.id })).node;
    if (!saved || saved.version === base.version) return null;
    setMet(merged(form, writtenOf(base), writtenOf(saved)));
    setBase(saved);
    return { problems: [{ message: saved.deleted ? DELETED_MEANWHILE : EDITED_MEANWHILE }] };
  };
  const send = async (values, { form, key }) => {
    if (isNew) return change("recordTransaction", { ...inputOf(values), idempotencyKey: key });
    if (base.deleted) return bringBack(base.id, inputOf(values));
    const payload = await update(base, values);
    const isConflict = payload.problems.some(({ code }) => code === "CONFLICT");
    return (isConflict && (await meet(form))) || payload;
  };
  const done = ({ transaction: saved }) => {
    if (saved) tellWhere(saved);
    onClose();
  };
  const remove = async ({ target }) => {
    const { id, payee, version } = base;
    const undo = { name: "Undo", accept: () => act("restoreTransaction", { id }, `“${payee}” is back.`) };
    if (await act("deleteTransaction", { id, ifVersion: version }, `“${payee}” was deleted.`, undo)) onClose();
    else await meet(target.form).catch((failure) => tell(failure.message));
  };
  const beside =
    !isNew &&
    !base.deleted &&
    html`<button type="button" class="danger" onClick=${(event) => once(event, () => remove(event))}>Delete</button>`;
  return html`<${FormDialog} title=${isNew ? "Add a transaction" : "Edit the transaction"} onClose=${onClose} label=${base.deleted ? "Bring back and save" : "Save"} send=${send} done=${done} beside=${beside}>
    ${(problem) => html`
      <${Fields} transaction=${transaction} rate=${base.exchangeRate} problem=${problem} />
      ${!isNew && !base.deleted && html`<${Relations} transaction=${base} onClose=${onClose} />`}
      ${met && html`<${Meanwhile} key=${base.version} met=${met} />`}
    `}
  <//>`;
}

function Fields({ transaction, rate, problem }) {
  const { baseCurrency } = viewer.value.ledger;
  const written = writtenOf(transaction);
  const [currency, setCurrency] = useState(written.currency);
  const [accountId, setAccountId] = useState(written.accountId);
  const own = accounts.value.find(({ id }) => id === accountId)?.currency ?? baseCurrency;
  const moveTo = ({ target }) => {
    // An amount that nobody has written yet is in the currency of its account.
    const to = accounts.peek().find(({ id }) => id === target.value);
    if (!transaction.id && !target.form.elements.amount.value) setCurrency(to.currency);
    setAccountId(to.id);
  };
  return html`
    <fieldset class="choice">
      <legend class="unseen">Direction</legend>
      ${Object.entries(DIRECTIONS).map(
        ([value, name]) => html`<label key=${value}>
          <input type="radio" name="direction" value=${value} defaultChecked=${value === written.direction} /><span>${name}</span>
        </label>`,
      )}
    </fieldset>
    <div class="pair">
      <${AmountField} label="Amount" name="amount" value=${transaction.amount?.amount.replace("-", "")} problem=${problem("amount")} />
      <${Field} label="Currency" name="currency" problem=${problem("currency")} onChange=${(event) => setCurrency(event.target.value)}>
        ${Intl.supportedValuesOf("currency").map((code) => html`<option key=${code} selected=${code === currency}>${code}</option>`)}
      <//>
    </div>
    ${
      currency !== baseCurrency &&
      html`<${AmountField}
        label=${`Exchange rate: ${baseCurrency} for 1 ${currency}`}
        name="exchangeRate"
        value=${rate}
        problem=${problem("exchangeRate")}
      />`
    }
    ${
      hasSeveral() &&
      html`<${Field} label="Account" name="accountId" problem=${problem("accountId")} onChange=${moveTo}>
        <${AccountOptions} chosen=${accountId} />
      <//>`
    }
    ${
      own !== currency &&
      own !== baseCurrency &&
      html`<${AmountField} label=${`Amount in the account, in ${own}`} name="accountAmount" value=${written.accountAmount && unsigned(transaction.accountAmount).amount} problem=${problem("accountAmount")} />`
    }
    <${Field} label="Payee" name="payee" maxlength="200" defaultValue=${written.payee} problem=${problem("payee")} />
    <div class="pair">
      <${Field} label="Date" name="date" type="date" defaultValue=${written.date} problem=${problem("date")} />
      <${TagField} name="tagIds" value=${written.tagIds} />
    </div>
    <${CategoryOrSplits} transaction=${transaction} currency=${currency} problem=${problem} />
    <${Field} label="Note" name="note" maxlength="1000" lines defaultValue=${written.note} problem=${problem("note")} />
  `;
}

/** What a transaction is in the form's own writing. */
function writtenOf({
  amount,
  exchangeRate,
  account,
  accountAmount,
  payee,
  date,
  category,
  note,
  tags = [],
  ...transaction
}) {
  const { id: accountId, currency } = account ?? accountToBeginWith(address.peek().path) ?? {};
  return {
    direction: amount && !amount.amount.startsWith("-") ? "in" : "out",
    amount: writtenDecimal(amount?.amount.replace("-", "") ?? ""),
    currency: amount?.currency ?? currency ?? viewer.peek().ledger.baseCurrency,
    exchangeRate: writtenDecimal(exchangeRate ?? ""),
    accountId: accountId ?? "",
    accountAmount: writtenDecimal(accountAmount ? unsigned(accountAmount).amount : ""),
    payee: payee ?? "",
    date: date ?? dayToBeginWith(),
    categoryId: category?.id ?? "",
    note: note?.replaceAll("\r\n", "\n") ?? "",
    tagIds: tags
      .map(({ id }) => id)
      .sort()
      .join(","),
    splits: transaction.splits?.length > 1 ? splitsWritten({ ...transaction, amount }) : null,
  };
}

/** Today, or the day of the shown period that is nearest to it: the one in the middle of the three. */
function dayToBeginWith() {
  const { today, period } = dashboard.peek();
  return [period.start, today, period.end].sort()[1];
}

function inputOf({ direction, amount, currency, exchangeRate, accountAmount, categoryId, tagIds, splits, ...values }) {
  const size = readDecimal(amount, "amount");
  if (size.startsWith("-")) {
    const message = "Write the amount without a minus; “Money out” and “Money in” say which way it went.";
    throw new Failure(message, "INVALID", [{ field: ["amount"], message }]);
  }
  const signed = (text) => (direction === "out" ? `-${text}` : text);
  return {
    ...values,
    amount: signed(size),
    currency,
    exchangeRate: exchangeRate ? readDecimal(exchangeRate, "exchangeRate") : null,
    accountAmount: accountAmount ? signed(readDecimal(accountAmount, "accountAmount")) : null,
    tagIds: tagIds.split(",").filter(Boolean),
    ...(splits === undefined ? {} : { splits: splitsInput(splits, direction === "out") }),
    // Of several splits each has its own.
    ...(categoryId === undefined ? {} : { categoryId: categoryId || null }),
  };
}

/** Change what differs from a version, as long as it is the newest. */
function update(base, values) {
  const before = writtenOf(base);
  const money = ["direction", "amount", "currency", "exchangeRate", "accountAmount", "accountId", "splits"];
  const edited = Object.keys(values).filter((name) => values[name] !== before[name]);
  if (!edited.length) return { problems: [] };
  const input = inputOf(values);
  const names = edited.some((name) => money.includes(name)) ? [...edited, ...money.slice(1)] : edited;
  const changes = Object.fromEntries(names.filter((name) => name in input).map((name) => [name, input[name]]));
  return change("updateTransaction", { ...changes, id: base.id, ifVersion: base.version });
}

async function bringBack(id, input) {
  const restored = await change("restoreTransaction", { id });
  if (restored.problems.length) return restored;
  return change("updateTransaction", { ...input, id, ifVersion: restored.transaction.version });
}

/** Says that a transaction is saved outside of what is shown. */
function tellWhere({ payee, date }) {
  const { start, end } = dashboard.peek().period;
  if (!OF_A_PERIOD.has(address.peek().path) || (start <= date && date <= end)) return;
  const show = { name: "Show it", accept: () => choose({ period: periodOf(date) }) };
  tell(`“${payee}” is saved on ${fullDayText(date)}, which is not in the shown period.`, show);
}

/**
 * Take over into a form what somebody else saved where nobody typed. Returns the names of those inputs as `taken`, and
 * as `differing` the others whose typed value is not the saved one.
 */
function merged(form, before, saved) {
  const names = Object.keys(saved).filter(
    (name) => form.elements[name] && saved[name] !== null && form.elements[name].value !== saved[name],
  );
  const taken = names.filter((name) => form.elements[name].value === before[name]);
  for (const name of taken) takeOver(form, name, saved[name]);
  const differing = names.filter((name) => !taken.includes(name)).map((name) => [name, form.elements[name].value]);
  return { saved, taken, differing };
}

function takeOver(form, name, value) {
  form.elements[name].value = value;
  if (["currency", "accountId", "tagIds", "splits"].includes(name))
    form.elements[name].dispatchEvent(new Event("change", { bubbles: true }));
}

/** What was taken over from what somebody else saved, and both versions of the rest. */
function Meanwhile({ met }) {
  const [kept, setKept] = useState([]);
  const take = ({ target }, name) => {
    takeOver(target.form, name, met.saved[name]);
    setKept([...kept, name]);
  };
  const line = ([name, typed]) => {
    const isTaken = kept.includes(name);
    return html`<li key=${name}>
      <h3>${LABELS[name]}</h3>
      <p>Theirs: <strong>${told(name, met.saved[name])}</strong></p>
      <p>Yours: ${isTaken ? html`<s>${told(name, typed)}</s>` : html`<strong>${told(name, typed)}</strong>`}</p>
      <button type="button" disabled=${isTaken} aria-label="Take theirs: ${LABELS[name]}" onClick=${(event) => take(event, name)}>
        Take theirs
      </button>
    </li>`;
  };
  return html`<section class="meanwhile" aria-label="Saved meanwhile">
    ${met.taken.length > 0 && html`<p>Taken over from theirs: ${met.taken.map((name) => LABELS[name]).join(", ")}.</p>`}
    ${met.differing.length > 0 && html`<ul>${met.differing.map(line)}</ul>`}
  </section>`;
}

/** A value of the form for people. */
function told(name, value) {
  if (name === "direction") return DIRECTIONS[value];
  if (name === "date" && value) return fullDayText(value);
  if (name === "accountId") return accountName(value);
  if (name === "tagIds") return value.split(",").filter(Boolean).map(tagName).join(", ") || "–";
  if (name === "splits" && value) return splitsTold(value);
  if (name === "categoryId") return categories.peek().find(({ id }) => id === value)?.name ?? "Not categorised";
  return value || "–";
}
