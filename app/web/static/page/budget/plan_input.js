// What a category may cost from the shown period on, saved as soon as it is written.

import { html } from "htm/preact";
import { useId, useState } from "preact/hooks";
import { difference, readDecimal, writtenDecimal } from "../parts/amounts.js";
import { periodOf } from "../parts/periods.js";
import { change, dashboard, tell } from "../store/state.js";

export function PlanInput({ id, name, plan }) {
  const told = useId();
  const [problem, setProblem] = useState(null);
  const set = async (amount) => {
    const input = { categoryId: id, period: periodOf(dashboard.peek().period.start), ...(amount && { amount }) };
    const { problems } = await change(amount ? "setBudget" : "clearBudget", input);
    if (!problems.length) return null;
    return problems[0].message;
  };
  const save = async ({ target }) => {
    try {
      const amount = target.value.trim() && readDecimal(target.value, name);
      if (isSame(amount, plan)) return setProblem(null);
      const refusal = await set(amount);
      setProblem(refusal);
      if (!refusal) tell(`The plan for ${name} is saved.`, { name: "Undo", accept: () => set(plan) });
    } catch (failure) {
      setProblem(failure.message);
    }
  };
  return html`<input
      inputmode="decimal"
      aria-label=${`Plan for ${name}`}
      placeholder="–"
      defaultValue=${writtenDecimal(plan)}
      onChange=${save}
      aria-invalid=${problem ? "true" : undefined}
      aria-describedby=${problem ? told : undefined}
    />
    ${problem && html`<p class="problem" id=${told} role="alert">${problem}</p>`}`;
}

function isSame(amount, plan) {
  if (!amount || !plan) return amount === plan;
  return Number(difference(amount, plan)) === 0;
}
