// How accounts are named, chosen and addressed, and what is said of one.

import { html } from "htm/preact";
import { accounts } from "../store/state.js";
import { fullDayText, isNegative, moneyText, unsigned } from "./format.js";

export const KINDS = {
  CHECKING: "Checking",
  SAVINGS: "Savings",
  CASH: "Cash",
  CREDIT_CARD: "Credit card",
  LOAN: "Loan",
  INVESTMENT: "Investment",
  PROPERTY: "Property",
  OTHER_ASSET: "Something owned",
  OTHER_DEBT: "Something owed",
};

/** Groups of kinds as they are shown, each with its name. */
export const GROUPS = [
  ["Money at hand", ["CHECKING", "SAVINGS", "CASH"]],
  ["Cards and debts", ["CREDIT_CARD", "LOAN", "OTHER_DEBT"]],
  ["What else is owned", ["INVESTMENT", "PROPERTY", "OTHER_ASSET"]],
];

/** Whether there is more than one, so that it matters which is meant. */
export function hasSeveral() {
  return accounts.value.length > 1;
}

export function accountName(id) {
  return accounts.value.find((account) => account.id === id)?.name ?? "An account that is gone";
}

export function accountHref(id) {
  return `/accounts/${id}`;
}

/** The account of a path, if it is that of one. */
export function accountAt(path) {
  return accounts.value.find(({ id }) => path === accountHref(id));
}

/** The account that a new transaction is of: that of the path, or the first that is open. */
export function accountToBeginWith(path) {
  return accountAt(path) ?? accounts.value.find(({ closedOn }) => !closedOn);
}

/** The options of accounts: those that are open, and the chosen one. */
export function AccountOptions({ chosen }) {
  return accounts.value
    .filter(({ id, closedOn }) => !closedOn || id === chosen)
    .map(({ id, name }) => html`<option key=${id} value=${id} selected=${id === chosen}>${name}</option>`);
}

/** The newest balance that somebody read at the bank, if there is one. */
export function lastCheck({ checks }) {
  return checks.findLast(({ source }) => source !== "OPENING");
}

/** Whether an account is worth what its owner says, rather than what its transactions add up to. */
export function hasValue({ kind }) {
  return ["INVESTMENT", "PROPERTY", "OTHER_ASSET", "OTHER_DEBT"].includes(kind);
}

/** Whether the ledger and the bank agree on a check, as a sentence and its class. */
export function checkText({ date, source, difference }) {
  const day = fullDayText(date);
  if (source === "OPENING") return { text: `Before ${day}`, status: "" };
  if (source === "VALUE") return { text: `Its worth since ${day}`, status: "" };
  if (!difference) return { text: `Checked on ${day}`, status: "" };
  if (!Number(difference.amount)) return { text: `As at the bank on ${day}`, status: "UNDER" };
  const off = `${moneyText(unsigned(difference))} ${isNegative(difference) ? "less" : "more"}`;
  return { text: `${off} than at the bank on ${day}`, status: "AT_RISK" };
}
