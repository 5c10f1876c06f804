// What categories may cost: the budget from the shown period on.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { ask, Failure } from "../data/api.js";
import { BUDGETS } from "../data/documents.js";
import { categories, change, dashboard, tell, viewer } from "../data/state.js";
import { computeSum, readDecimal, writtenDecimal } from "../parts/amounts.js";
import { Dialog, Form } from "../parts/dialogs.js";
import { periodText } from "../parts/format.js";
import { monthOf } from "../parts/periods.js";
import { CategoriesDialog, inTree } from "./categories.js";

/** What every expense category may cost from the shown period on; only what was edited is sent. */
export function PlanDialog({ onClose }) {
  const [plans, setPlans] = useState(null);
  const [naming, setNaming] = useState(false);
  const { period } = dashboard.value;
  const month = monthOf(period.start);
  useEffect(() => {
    const load = async () => {
      const { budgets } = await ask(BUDGETS);
      // The oldest come first, so that the latest of each category stays.
      const held = budgets.filter(({ startsOn }) => startsOn <= period.start);
      setPlans(Object.fromEntries(held.map(({ category, amount }) => [category?.id, amount?.amount ?? ""])));
    };
    load().catch((failure) => tell(failure.message));
  }, []);
  const send = async (values) => {
    for (const [categoryId, amount] of edited(values, plans)) {
      const input = amount ? { categoryId, month, amount } : { categoryId, month };
      const { problems } = await change(amount ? "setBudget" : "clearBudget", input).catch((failure) => failure);
      if (problems.length) return { problems: problems.map((problem) => ({ ...problem, field: [categoryId] })) };
      setPlans((before) => ({ ...before, [categoryId]: amount }));
    }
    return { problems: [] };
  };
  const others = html`<button type="button" class="plain" onClick=${() => setNaming(true)}>Categories</button>`;
  // What was put away keeps its budget until the period is over, unless it is emptied here.
  const lines = inTree(
    categories.value.filter(({ id, kind, archived }) => kind === "EXPENSE" && (!archived || plans?.[id])),
  );
  return html`<${Dialog} title="Budget from ${periodText({ ...period, label: month })} on" onClose=${onClose}>
    <p class="hint">
      In ${viewer.value.ledger.baseCurrency} per period. An amount holds until you change it; empty means no budget. A
      category's budget comes on top of those of the categories below it.
    </p>
    ${
      plans &&
      html`<${Form} label="Save" send=${send} done=${onClose} beside=${others}>
      ${(problem) => html`
        ${lines.length === 0 && html`<p class="empty">There is no expense category yet.</p>`}
        <div class="plans">
        ${lines.map(
          ({ id, name, icon, depth, archived }) => html`<div key=${id} class=${depth ? "plan child" : "plan"}>
            <label for=${id}>${icon} ${name}${archived && html` <small>put away</small>`}</label>
            <input
              id=${id}
              name=${id}
              inputmode="decimal"
              defaultValue=${writtenDecimal(plans[id] ?? "")}
              onBlur=${computeSum}
              aria-invalid=${problem(id) ? "true" : undefined}
              aria-describedby=${problem(id) ? `${id}-told` : undefined}
            />
            ${problem(id) && html`<p class="problem" id="${id}-told" role="alert">${problem(id)}</p>`}
          </div>`,
        )}
        </div>
      `}
    <//>`
    }
    ${naming && html`<${CategoriesDialog} onClose=${() => setNaming(false)} />`}
  <//>`;
}

/** The plans that were edited, [categoryId, amount] with "" for none; a Failure tells of all that cannot be read. */
function edited(values, plans) {
  const problems = [];
  const read = Object.entries(values).map(([categoryId, written]) => {
    try {
      return [categoryId, written.trim() && readDecimal(written, categoryId)];
    } catch (failure) {
      problems.push(...failure.problems);
      return [categoryId, ""];
    }
  });
  if (problems.length) throw new Failure(problems[0].message, "INVALID", problems);
  return read.filter(([categoryId, amount]) => amount !== (plans[categoryId] ?? ""));
}
