// The first question, asked while the other modules are still on their way.

import { ask } from "./store/api.js";
import { HOME } from "./store/documents.js";
import { periodIn, periodsIn } from "./store/query.js";

const query = new URLSearchParams(location.search);

/** The period that the address names, and the number of periods in the trend. */
export const shownFirst = { period: periodIn(query), periods: periodsIn(query) };

/** The answer, or the Failure that whoever waits for it will meet. */
export const firstAnswer = ask(HOME, shownFirst);
firstAnswer.catch(() => {});
// The first formatter of a process takes some milliseconds to make: now, while the answer is on its way.
new Intl.NumberFormat();
