// What the page knows: who is signed in, the dashboard of the chosen period, and how this browser likes to see it.

import { effect, signal } from "@preact/signals";
import { shownFirst } from "../first.js";
import { address, forget, go } from "./address.js";
import { ask, askAs, askWithFile } from "./api.js";
import { CHANGES, HOME, SIGN_OUT, SIGN_OUT_EVERYWHERE } from "./documents.js";
import { OF_A_PERIOD, periodIn, periodQuery, periodsIn } from "./query.js";

/** The signed-in user; null for nobody, undefined while that is not known. */
export const viewer = signal();
export const categories = signal([]);
/** All accounts in their owner's order, closed ones too. */
export const accounts = signal([]);
export const tags = signal([]);
export const dashboard = signal(null);
/** The period to show, as a PeriodInput; null is the current one. */
export const period = signal(shownFirst.period);
/** How many periods the trend shows. */
export const periods = signal(shownFirst.periods);
/** Why nothing can be shown, as a sentence. */
export const trouble = signal(null);
/** The last thing that happened, and what can be done about it: {text, offers: [{name, accept}]}. */
export const notice = signal(null);

export const amountsHidden = kept("amounts-hidden", false);
/** auto, light or dark. */
export const theme = kept("theme", "auto");

/** Whether keys without Ctrl do something. */
export const shortcutsOn = kept("shortcuts", true);

/** The id of the user who has put the first steps away. */
export const beginningPutAway = kept("beginning-put-away", null);
/** The ids of accounts about whose unknown balance nobody wants to be asked again. */
export const balancesPutAway = kept("balances-put-away", []);
/** Whether somebody has been signed in by this browser. */
export const wasHere = kept("was-here", false);

effect(() => {
  document.documentElement.dataset.theme = theme.value;
});

const FIRST_RETRY_MS = 1_000;

/** The period and the number of them that the shown dashboard was asked with. */
let answered;

/** Ask who is signed in and show their money; asks again for as long as the server does not answer. */
export function open() {
  return openWith(ask(HOME, { period: period.peek(), periods: periods.peek() }));
}

/** The same with an answer that is on its way. */
export async function openWith(answer) {
  try {
    const home = await answer;
    trouble.value = null;
    categories.value = home.categories;
    accounts.value = home.accounts;
    tags.value = home.tags;
    showDashboard(home.dashboard, period.peek(), periods.peek());
    viewer.value = home.viewer;
    wasHere.value = true;
    askAs(home.viewer.id, leave);
  } catch (failure) {
    if (failure.code === "UNAUTHENTICATED") return close();
    if (failure.code !== "UNREACHABLE" && period.peek()) return openWithoutPeriod(failure);
    trouble.value = failure.message;
    setTimeout(open, FIRST_RETRY_MS);
  }
}

/** Show the current period, because the one of the address is refused. */
function openWithoutPeriod(refusal) {
  tell(refusal.message);
  choose({ period: null }, { replace: true });
  return open();
}

/** Show nobody's money any more, or that of who is signed in by now. */
function leave() {
  close();
  open();
}

/** Show nobody's money any more. */
function close() {
  askAs(null);
  viewer.value = null;
  dashboard.value = null;
  period.value = null;
  notice.value = null;
  forget();
}

/** Show a dashboard, which was asked for with a period and a number of them. */
export function showDashboard(found, ...asked) {
  dashboard.value = found;
  answered = asked;
}

/** Show a period and a number of periods; every card and the address follow, which is the dashboard's where no period is. */
export function choose({ period: chosen = period.peek(), periods: count = periods.peek() }, how) {
  period.value = chosen;
  periods.value = count;
  const { path } = address.peek();
  go((OF_A_PERIOD.has(path) ? path : "/") + periodQuery(chosen, count), how);
}

/** Show what is shown still, because what was chosen since is refused. */
export function chooseAsShown() {
  const [shown, count] = answered;
  choose({ period: shown, periods: count }, { replace: true });
}

/** Show the period of an address that was gone to by a link, or back or forward. */
export function showPeriodOf(query) {
  const asked = periodIn(query);
  if (periodQuery(asked) !== periodQuery(period.peek())) period.value = asked;
  periods.value = periodsIn(query);
}

/** Make a change of CHANGES by its name; returns its payload, whose `problems` say whether it was made. */
export async function change(name, input, file) {
  const shown = { period: period.peek(), periods: periods.peek() };
  const owner = viewer.peek();
  const variables = { input, ...shown };
  const answer = await (file ? askWithFile(CHANGES[name], variables, file) : ask(CHANGES[name], variables));
  const payload = answer[name];
  const stillShown =
    shown.period === period.peek() && shown.periods === periods.peek() && owner?.id === viewer.peek()?.id;
  if (payload.dashboard && stillShown && payload.dashboard.revision > dashboard.peek().revision) {
    showDashboard(payload.dashboard, shown.period, shown.periods);
  }
  return payload;
}

/**
 * Make a change that has no form; its problems are told as a notice, as is its success if there is a text for it. What is
 * offered then may depend on the payload. Returns whether it was made.
 */
export async function act(name, input, text, offer) {
  try {
    const payload = await change(name, input);
    const { problems } = payload;
    if (problems.length) tell(problems[0].message);
    else if (text) tell(text, typeof offer === "function" ? offer(payload) : offer);
    return !problems.length;
  } catch (failure) {
    tell(failure.message);
    return false;
  }
}

export function tell(text, ...offers) {
  notice.value = { text, offers: offers.filter(Boolean) };
}

export async function signOut(everywhere) {
  try {
    await ask(everywhere ? SIGN_OUT_EVERYWHERE : SIGN_OUT);
    close();
    go("/");
  } catch (failure) {
    tell(failure.message);
  }
}

/** A signal whose value this browser keeps. */
function kept(name, initial) {
  const value = signal(JSON.parse(localStorage.getItem(name)) ?? initial);
  effect(() => localStorage.setItem(name, JSON.stringify(value.value)));
  return value;
}
