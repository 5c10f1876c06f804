// Savings goals: how far each is, and money put towards them.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { idempotencyKey } from "./api.js";
import { Meter } from "./charts.js";
import { Dialog, Field, Form } from "./dialogs.js";
import { decimalText, fullDayText, moneyText, percentText } from "./format.js";
import { Card } from "./spending.js";
import { change } from "./state.js";

export function GoalsCard({ goals }) {
  const [dialog, setDialog] = useState(null);
  const close = () => setDialog(null);
  const action = html`<button type="button" class="plain" onClick=${() => setDialog("new")}>New goal</button>`;
  return html`<${Card} name="goals" title="Goals" action=${action}>
    ${goals.length
      ? html`<ul class="goal-list">
          ${goals.map((goal) => html`<${Goal} key=${goal.id} goal=${goal} contribute=${() => setDialog(goal.id)} />`)}
        </ul>`
      : html`<p class="empty">Nothing to save for yet. Set a goal, and see each month what it needs.</p>`}
    ${dialog === "new" && html`<${NewGoal} onClose=${close} />`}
    ${goals.map((goal) => goal.id === dialog && html`<${Contribute} key=${goal.id} goal=${goal} onClose=${close} />`)}
  <//>`;
}

function Goal({ goal, contribute }) {
  const { name, saved, target, remaining, progress, neededPerMonth, onTrack, targetDate } = goal;
  const reached = progress >= 1;
  return html`<li>
    <span class="name">${name}</span>
    <span class="money">${moneyText(saved)} <small>of ${moneyText(target)}</small></span>
    <${Meter} part=${progress} label=${`${name}: saved`} colour="var(--thistle)" />
    <span class="beneath">
      <span class="status ${reached || onTrack !== false ? "UNDER" : "AT_RISK"}">
        ${reached ? "Reached" : onTrack === null ? percentText(progress) : onTrack ? "On track" : "Behind"}
      </span>
      <span>
        ${!reached && `${moneyText(remaining)} to go`}${targetDate && ` by ${fullDayText(targetDate)}`}
        ${neededPerMonth && `, ${moneyText(neededPerMonth)} a month`}
      </span>
      <button type="button" class="plain" aria-label=${`Add money to ${name}`} onClick=${contribute}>Add money</button>
    </span>
  </li>`;
}

function NewGoal({ onClose }) {
  const [key] = useState(idempotencyKey);
  const send = ({ name, target, targetDate }) =>
    change("createGoal", { name, target: decimalText(target), targetDate: targetDate || null, idempotencyKey: key });
  return html`<${Dialog} title="New goal" onClose=${onClose}>
    <${Form} label="Save" send=${send} done=${onClose}>
      ${(problem) => html`
        <${Field} label="What for" name="name" maxlength="100" problem=${problem("name")} />
        <${Field} label="How much" name="target" inputmode="decimal" problem=${problem("target")} />
        <${Field} label="By when (if it matters)" name="targetDate" type="date" problem=${problem("targetDate")} />
      `}
    <//>
  <//>`;
}

function Contribute({ goal, onClose }) {
  const [key] = useState(idempotencyKey);
  const send = ({ amount, note }) =>
    change("contributeToGoal", { amount: decimalText(amount), note, goalId: goal.id, idempotencyKey: key });
  return html`<${Dialog} title=${`Add money to ${goal.name}`} onClose=${onClose}>
    <${Form} label="Add" send=${send} done=${onClose}>
      ${(problem) => html`
        <${Field}
          label="How much"
          name="amount"
          inputmode="decimal"
          hint=${`${moneyText(goal.remaining)} to go. A minus takes money back.`}
          problem=${problem("amount")}
        />
        <${Field} label="Note" name="note" problem=${problem("note")} />
      `}
    <//>
  <//>`;
}
