// Savings goals: how far each is, and money put towards them.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { AccountOptions } from "../parts/accounts.js";
import { AmountField, readDecimal } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { Field, FormDialog } from "../parts/dialogs.js";
import { fullDayText, moneyText, percentText } from "../parts/format.js";
import { Meter } from "../parts/meter.js";
import { act, change } from "../store/state.js";

export function GoalsCard({ goals }) {
  const [edited, edit] = useState(null);
  const [fed, feed] = useState(null);
  const action = html`<button type="button" class="plain" onClick=${() => edit({})}>New goal</button>`;
  return html`<${Card} name="goals" title="Goals" action=${action}>
    ${
      goals.length
        ? html`<ul class="goal-list">
          ${goals.map((goal) => html`<${Goal} key=${goal.id} goal=${goal} edit=${edit} feed=${feed} />`)}
        </ul>`
        : html`<p class="empty">Nothing to save for yet. Set a goal, and see each month what it needs.</p>`
    }
    ${edited && html`<${GoalDialog} key=${edited.id} goal=${edited} onClose=${() => edit(null)} />`}
    ${fed && html`<${Contribute} key=${fed.id} goal=${fed} onClose=${() => feed(null)} />`}
  <//>`;
}

function Goal({ goal, edit, feed }) {
  const { name, account, saved, target, remaining, progress, neededPerMonth, onTrack, targetDate } = goal;
  const reached = progress >= 1;
  return html`<li>
    <button type="button" class="name" onClick=${() => edit(goal)}>${name}<span class="unseen">, edit</span></button>
    <span class="sums"><span class="money">${saved ? moneyText(saved) : "Unknown"}</span> <small class="money">of ${moneyText(target)}</small></span>
    <${Meter} part=${progress ?? 0} label=${`${name}: saved`} colour="var(--thistle)" />
    <span class="beneath">
      <span class="status ${!reached && onTrack === false ? "AT_RISK" : "UNDER"}">${statusText(goal)}</span>
      <span>
        ${!reached && remaining && `${moneyText(remaining)} to go`}${targetDate && ` by ${fullDayText(targetDate)}`}
        ${neededPerMonth && `, ${moneyText(neededPerMonth)} a month`}
      </span>
      ${
        account
          ? `in ${account.name}`
          : html`<button type="button" class="plain" aria-label=${`Add money to ${name}`} onClick=${() => feed(goal)}>Add money</button>`
      }
    </span>
  </li>`;
}

function statusText({ progress, onTrack, targetDate }) {
  if (progress == null) return "Its account has no known balance";
  if (progress >= 1) return "Reached";
  if (!targetDate) return percentText(progress);
  return { true: "On track", false: "Behind", null: "Just begun" }[onTrack];
}

/** A goal to set, {}, or to edit. */
function GoalDialog({ goal, onClose }) {
  const isNew = !goal.id;
  const send = ({ name, target, targetDate, accountId }, { key }) => {
    const input = {
      name,
      target: readDecimal(target, "target"),
      targetDate: targetDate || null,
      accountId: accountId || null,
    };
    return isNew
      ? change("createGoal", { ...input, idempotencyKey: key })
      : change("updateGoal", { ...input, id: goal.id });
  };
  const remove = async () => {
    if (!confirm(`Delete “${goal.name}” with all that was put towards it?`)) return;
    if (await act("deleteGoal", { id: goal.id }, `“${goal.name}” was deleted.`)) onClose();
  };
  const beside = !isNew && html`<button type="button" class="danger" onClick=${remove}>Delete</button>`;
  return html`<${FormDialog} title=${isNew ? "New goal" : `Edit ${goal.name}`} onClose=${onClose} label="Save" send=${send} beside=${beside}>
    ${(problem) => html`
      <${Field} label="What for" name="name" maxlength="100" defaultValue=${goal.name ?? ""} problem=${problem("name")} />
      <${AmountField} label="How much" name="target" value=${goal.target?.amount} problem=${problem("target")} />
      <${Field}
        label="By when (if it matters)"
        name="targetDate"
        type="date"
        defaultValue=${goal.targetDate ?? ""}
        problem=${problem("targetDate")}
      />
      <${Field} label="Saved on" name="accountId" hint="On an account, its balance is what is saved." problem=${problem("accountId")}>
        <option value="">No account; put money towards it</option>
        <${AccountOptions} chosen=${goal.account?.id} />
      <//>
    `}
  <//>`;
}

function Contribute({ goal, onClose }) {
  const send = ({ amount, note }, { key }) =>
    change("contributeToGoal", { amount: readDecimal(amount, "amount"), note, goalId: goal.id, idempotencyKey: key });
  return html`<${FormDialog} title=${`Add money to ${goal.name}`} onClose=${onClose} label="Add" send=${send}>
    ${(problem) => html`
      <${AmountField}
        label="How much"
        name="amount"
        inputmode="text"
        hint=${`${moneyText(goal.remaining)} to go. A minus takes money back.`}
        problem=${problem("amount")}
      />
      <${Field} label="Note" name="note" problem=${problem("note")} />
    `}
  <//>`;
}
