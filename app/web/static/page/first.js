// The first question, asked while the other modules are still on their way.

import { ask } from "./api.js";
import { HOME } from "./documents.js";

/** What the page shows at first: the current period, and six of them in the trend. */
export const shownFirst = { period: null, periods: 6 };

/** The answer, or the Failure that whoever waits for it will meet. */
export const firstAnswer = ask(HOME, shownFirst);
firstAnswer.catch(() => {});
// The first formatter of a process takes some milliseconds to make: now, while the answer is on its way.
new Intl.NumberFormat();
