// What a transaction has to do with another one: own money on its way, or money back for something bought.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { accountName, hasSeveral } from "../parts/accounts.js";
import { splitName } from "../parts/categories.js";
import { Field } from "../parts/dialogs.js";
import { fullDayText, isNegative, moneyText, unsigned } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { daysAfter } from "../parts/periods.js";
import { ask } from "../store/api.js";
import { TRANSACTIONS } from "../store/documents.js";
import { accounts, act } from "../store/state.js";

/** How far apart the two sides of a transfer are looked for, and how long ago a purchase. */
const NEAR_DAYS = 10;
const PAST_DAYS = 400;
const MOST = 30;

/** For each split: what it is linked with, or the ways to link it. */
export function Relations({ transaction, onClose }) {
  const [open, setOpen] = useState(false);
  const make = async (name, input, text) => {
    if (await act(name, input, text)) onClose();
  };
  return html`<details class="relations" onToggle=${({ target }) => setOpen(target.open)}>
    <summary>Transfer or refund</summary>
    ${open && transaction.splits.map((split) => html`<${Relation} key=${split.id} transaction=${transaction} split=${split} make=${make} />`)}
  </details>`;
}

function Relation({ transaction, split, make }) {
  const { id: splitId, transfer, refundOf, amount } = split;
  const name = transaction.splits.length > 1 && html`<h3>${splitName(split)} ${moneyText(unsigned(amount))}</h3>`;
  if (transfer) {
    const { fromAccount, toAccount } = transfer;
    const account = (side) => (side ? accountName(side.id) : "elsewhere");
    return html`${name}<p class="related">
      <span>From ${account(fromAccount)} to ${account(toAccount)}</span>
      <button type="button" onClick=${() => make("unlinkTransfer", { id: transfer.id }, "It is no transfer any more.")}>Undo the transfer</button>
    </p>`;
  }
  if (refundOf) {
    return html`${name}<p class="related">
      <span>Pays back ${refundOf.transaction.payee} of ${fullDayText(refundOf.transaction.date)}</span>
      <button type="button" onClick=${() => make("setRefund", { splitId, refundOfId: null }, "It pays back nothing any more.")}>Undo the refund</button>
    </p>`;
  }
  return html`${name}
    ${hasSeveral() && html`<${TransferPicker} transaction=${transaction} split=${split} make=${make} />`}
    ${!isNegative(amount) && html`<${RefundPicker} transaction=${transaction} split=${split} make=${make} />`}`;
}

/** The other side of a transfer: a transaction of the opposite amount in another account, or that account alone. */
function TransferPicker({ transaction, split, make }) {
  const { account, date } = transaction;
  const isOut = isNegative(split.amount);
  const size = unsigned(split.amount).amount;
  const others = accounts.value.filter(({ id, closedOn }) => id !== account.id && !closedOn);
  const filter = {
    accountIds: others.map(({ id }) => id),
    start: daysAfter(date, -NEAR_DAYS),
    end: daysAfter(date, NEAR_DAYS),
    atLeast: size,
    atMost: size,
    absolute: true,
  };
  const { value } = useFound(split.id, () => ask(TRANSACTIONS, { filter, first: MOST }));
  const sides = (value?.transactions.nodes ?? []).filter(
    ({ amount, splits }) => isNegative(amount) !== isOut && splits.length === 1 && !splits[0].transfer,
  );
  const choose = ({ target }) => {
    const [kind, id] = target.value.split(" ");
    if (id) make("linkTransfer", { splitId: split.id, [kind]: id }, "It is a transfer, and counts nowhere.");
  };
  return html`<${Field} label=${isOut ? "A transfer to" : "A transfer from"} onChange=${choose}>
    <option value="">No transfer</option>
    ${sides.map(({ account, date, payee, splits: [{ id }] }) => html`<option key=${id} value="otherSplitId ${id}">${accountName(account.id)}: ${payee}, ${fullDayText(date)}</option>`)}
    ${others.map(({ id, name }) => html`<option key=${id} value="accountId ${id}">${name}, without a transaction there</option>`)}
  <//>`;
}

/** What money back was paid for before: found by its payee, or by other words. */
function RefundPicker({ transaction, split, make }) {
  const { payee, date } = transaction;
  const [text, setText] = useState(payee);
  const filter = { text, start: daysAfter(date, -PAST_DAYS), end: date, kind: "EXPENSE" };
  const { value } = useFound(text, () => ask(TRANSACTIONS, { filter, first: MOST }));
  const bought = (value?.transactions.nodes ?? []).filter(({ amount }) => isNegative(amount));
  const choose = ({ target }) => {
    if (target.value)
      make("setRefund", { splitId: split.id, refundOfId: target.value }, "It is money back for what was bought.");
  };
  return html`<div class="pair">
    <${Field} label="Find what it pays back" type="search" defaultValue=${payee} onChange=${({ target }) => setText(target.value)} />
    <${Field} label="Money back for" onChange=${choose}>
      <option value="">${bought.length ? "Nothing" : "Nothing found"}</option>
      ${bought.flatMap(({ payee, date, splits }) =>
        splits.map(
          ({ id, amount }) =>
            html`<option key=${id} value=${id}>${payee}, ${fullDayText(date)}, ${moneyText(unsigned(amount))}</option>`,
        ),
      )}
    <//>
  </div>`;
}
