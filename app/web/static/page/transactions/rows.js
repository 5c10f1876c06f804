// All transactions that meet a filter, of which those are loaded that are looked at.

import { difference } from "../parts/amounts.js";
import { ask } from "../store/api.js";
import { countsDocument, LAST_DAY, LIST, LIST_PAGE } from "../store/documents.js";

const NEWEST = "NEWEST_FIRST";
const PAGE = 100;
/** Pages are read one after another as far as this; what is further away is sought by its day. */
const NEAR = 3 * PAGE;
/** How many days are counted in one request. */
const PROBES = 9;
const DAY_MS = 86_400_000;

export class Rows {
  #filter;
  #order;
  #account;
  #known = new Map();
  #wanted = [0, 0];
  #working = null;
  #changed = () => {};

  /**
   * `filter` is a TransactionFilter; `order` is that of the list if it is not the newest first. If it is all of one
   * `account`, each transaction has the balance after it.
   */
  constructor(filter, order, account) {
    this.#filter = filter;
    this.#order = order ?? NEWEST;
    this.#account = account;
  }

  /** Read the first page, how many there are, and what they add up to. */
  async open() {
    const { transactions, account } = await ask(LIST, {
      filter: this.#filter,
      order: this.#order,
      first: PAGE,
      ...this.#on(LAST_DAY),
    });
    this.total = transactions.totalCount;
    this.sums = transactions.sums;
    this.#keep(0, transactions.edges, account?.balance);
    return this;
  }

  /** The transaction in a place, if it is loaded. */
  at(index) {
    return this.#known.get(index)?.node;
  }

  /** Load the places from one up to another, and call `changed` as they come; the newest wish goes first. */
  want(from, to, changed) {
    this.#wanted = [Math.max(0, from), Math.min(to, this.total)];
    this.#changed = changed;
    this.#working ??= this.#work().finally(() => (this.#working = null));
    return this.#working;
  }

  /** Take the place of other rows, with the same lines loaded. */
  async follow(others) {
    await this.want(...others.#wanted, () => {});
    return this;
  }

  async #work() {
    for (let gap = this.#gap(); gap !== undefined; gap = this.#gap()) {
      await this.#fill(gap);
      this.#changed();
    }
  }

  #gap() {
    const [from, to] = this.#wanted;
    for (let index = from; index < to; index++) if (!this.#known.has(index)) return index;
    return undefined;
  }

  async #fill(index) {
    let before = index - 1;
    // In another order the place of a day is not known; pages follow each other.
    const near = this.#order === NEWEST ? NEAR : index;
    while (before >= 0 && index - before <= near && !this.#known.has(before)) before--;
    if (this.#known.has(before)) return this.#read(before);
    const { first, end } = await this.#seek(index);
    if (!this.#known.has(first)) return this.#readFrom(first, end);
    let last = first;
    while (this.#known.has(last + 1)) last++;
    return this.#read(last);
  }

  /** Read the page behind a known place. */
  async #read(before) {
    const { cursor, node } = this.#known.get(before);
    const { transactions } = await ask(LIST_PAGE, {
      filter: this.#filter,
      order: this.#order,
      first: PAGE,
      after: cursor,
    });
    this.#keepSome(before + 1, transactions.edges, balanceBefore(node));
  }

  /** Read the page that begins with a day. */
  async #readFrom(first, end) {
    const filter = { ...this.#filter, end };
    const { transactions, account } = await ask(LIST_PAGE, { filter, first: PAGE, ...this.#on(end) });
    this.#keepSome(first, transactions.edges, account?.balance);
  }

  #on(day) {
    return this.#account ? { account: this.#account, isOfAccount: true, on: day } : {};
  }

  #keep(first, edges, newest) {
    let balance = newest;
    edges.forEach(({ cursor, node }, index) => {
      const kept = { ...node, balance };
      this.#known.set(first + index, { cursor, node: kept });
      balance = balanceBefore(kept);
    });
  }

  #keepSome(first, edges, newest) {
    // Somebody deleted what was counted; the next revision counts again.
    if (!edges.length) this.total = Math.min(this.total, first);
    this.#wanted[1] = Math.min(this.#wanted[1], this.total);
    this.#keep(first, edges, newest);
  }

  /** The last day that begins at or before a place, and the place where it begins: found by counting up to some days. */
  async #seek(index) {
    let newer = { day: dayNumber(this.#known.get(0).node.date), first: 0 };
    const { transactions } = await ask(LIST_PAGE, { filter: this.#filter, last: 1 });
    let older = dayNumber(transactions.edges[0].node.date) - 1;
    while (newer.day - older > 1) {
      const days = between(older, newer.day);
      const counts = await ask(countsDocument(days.length), this.#variables(days));
      days.forEach((day, at) => {
        const first = this.total - counts[`list${at}`].totalCount;
        if (first > index) older = Math.max(older, day);
        else if (day < newer.day) newer = { day, first };
      });
    }
    return { first: newer.first, end: dayText(newer.day) };
  }

  #variables(days) {
    return Object.fromEntries(days.map((day, at) => [`filter${at}`, { ...this.#filter, end: dayText(day) }]));
  }
}

/** What was in the account before a transaction, if that is known. */
function balanceBefore({ balance, accountAmount }) {
  return balance && { ...balance, amount: difference(balance.amount, accountAmount.amount) };
}

function dayNumber(text) {
  return Math.round(Date.parse(text) / DAY_MS);
}

function dayText(number) {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** Some days between two, evenly, without these. */
function between(older, newer) {
  const count = Math.min(PROBES, newer - older - 1);
  return Array.from({ length: count }, (_, at) => older + Math.ceil(((at + 1) * (newer - older)) / (count + 1)));
}
