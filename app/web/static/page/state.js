// What the page knows: who is signed in, the dashboard of the chosen period, and how this browser likes to see it.

import { effect, signal } from "@preact/signals";
import { ask, askAs, askWithFile } from "./api.js";
import { CHANGES, HOME, SIGN_OUT, SIGN_OUT_EVERYWHERE } from "./documents.js";
import { shownFirst } from "./first.js";

/** The signed-in user; null for nobody, undefined while that is not known. */
export const viewer = signal();
export const categories = signal([]);
export const dashboard = signal(null);
/** The period to show, as a PeriodInput; null is the current one. */
export const period = signal(shownFirst.period);
/** How many periods the trend shows. */
export const periods = signal(shownFirst.periods);
/** Why nothing can be shown, as a sentence. */
export const trouble = signal(null);
/** The last thing that happened, and what can be done about it: {text, offer: {name, accept}}. */
export const notice = signal(null);

export const amountsHidden = kept("amounts-hidden", false);
/** auto, light or dark. */
export const theme = kept("theme", "auto");

/** The id of the user who has put the first steps away. */
export const beginningPutAway = kept("beginning-put-away", null);
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
    showDashboard(home.dashboard, period.peek(), periods.peek());
    viewer.value = home.viewer;
    wasHere.value = true;
    askAs(home.viewer.id, leave);
  } catch (failure) {
    if (failure.code === "UNAUTHENTICATED") return close();
    trouble.value = failure.message;
    setTimeout(open, FIRST_RETRY_MS);
  }
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
}

/** Show a dashboard, which was asked for with a period and a number of them. */
export function showDashboard(found, ...asked) {
  dashboard.value = found;
  answered = asked;
}

/** Choose what to show; every card follows. */
export function choose({ period: chosen = period.peek(), periods: count = periods.peek() }) {
  period.value = chosen;
  periods.value = count;
}

/** Choose what is shown, because what was chosen since is refused. */
export function chooseAsShown() {
  [period.value, periods.value] = answered;
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

/** Make a change that has no form; its problems are told as a notice, as is its success. Returns whether it was made. */
export async function act(name, input, text, offer) {
  try {
    const { problems } = await change(name, input);
    if (problems.length) tell(problems[0].message);
    else tell(text, offer);
    return !problems.length;
  } catch (failure) {
    tell(failure.message);
    return false;
  }
}

export function tell(text, offer) {
  notice.value = { text, offer };
}

export async function signOut(everywhere) {
  try {
    await ask(everywhere ? SIGN_OUT_EVERYWHERE : SIGN_OUT);
    close();
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
