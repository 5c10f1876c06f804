// The place of what is saved for.

import { html } from "htm/preact";
import { GoalsCard } from "../cards/goals.js";
import { dashboard } from "../store/state.js";

export function Place() {
  return html`<${GoalsCard} goals=${dashboard.value.overview.goals} />`;
}
