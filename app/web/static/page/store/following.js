// Keeps the dashboard, and what stands around it, as they are on the server.

import { ask } from "./api.js";
import { FOLLOW_DASHBOARD, SURROUNDINGS } from "./documents.js";
import { follow } from "./live.js";
import { accounts, categories, chooseAsShown, dashboard, showDashboard, tags, tell, viewer } from "./state.js";

const TELLS_OF_SURROUNDINGS = /^(ACCOUNT|CATEGOR|LEDGER|TAG|PROFILE|TRANSACTIONS_IMPORTED|IMPORT_UNDONE)/;

/**
 * Show a period after each change, until the returned function is called. What the server refuses is told, and what was
 * shown before stays.
 */
export function followDashboard(period, periods) {
  const variables = () => ({ period, periods, after: dashboard.peek()?.revision });
  const refuse = (reason) => {
    tell(reason);
    chooseAsShown();
  };
  const show = ({ dashboardUpdated: update }) => {
    showDashboard(update.dashboard, period, periods);
    noteCauses(update);
  };
  return follow(FOLLOW_DASHBOARD, variables, show, refuse);
}

function noteCauses(update) {
  if (update.truncated || update.causes.some(({ event }) => TELLS_OF_SURROUNDINGS.test(event))) lookAround();
}

async function lookAround() {
  try {
    const found = await ask(SURROUNDINGS);
    if (viewer.peek()?.id !== found.viewer.id) return;
    viewer.value = found.viewer;
    categories.value = found.categories;
    accounts.value = found.accounts;
    tags.value = found.tags;
  } catch (failure) {
    tell(failure.message);
  }
}
