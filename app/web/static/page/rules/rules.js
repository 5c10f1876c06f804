// The rules: what they look for and give, in their order; made, run after a preview, and deleted.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { CategoryOptions } from "../dialogs/categories.js";
import { AmountField, readDecimal } from "../parts/amounts.js";
import { Card } from "../parts/card.js";
import { categoryName } from "../parts/categories.js";
import { Dialog, Field, Form, FormDialog, once } from "../parts/dialogs.js";
import { dayText, moneyText } from "../parts/format.js";
import { useFound } from "../parts/found.js";
import { ask } from "../store/api.js";
import { PREVIEW_RULE, RULES } from "../store/documents.js";
import { act, categories, change, viewer } from "../store/state.js";
import { tellRun } from "./always.js";

const MATCHES = { CONTAINS: "contains", IS: "is", STARTS_WITH: "starts with" };
const DIRECTIONS = { OUT: "money goes out", IN: "money comes in" };

export function RulesCard() {
  const { value } = useFound("", () => ask(RULES));
  const [edited, edit] = useState(null);
  const [run, setRun] = useState(null);
  const rules = value?.rules ?? [];
  const action = html`<button type="button" class="plain" onClick=${() => edit({})}>New rule</button>`;
  const first = ({ id }) => act("orderRules", { ids: [id] }, "It is the first rule now.");
  return html`<${Card} name="rules" title="Rules" action=${action}>
    <p class="hint">They fill in what nobody set by hand, for each new transaction. The first that matches wins.</p>
    <ol class="rule-list">
      ${rules.map(
        (rule, index) => html`<li key=${rule.id}>
          <button type="button" class="name" onClick=${() => edit(rule)}>${conditionText(rule)} → ${givenText(rule)}<span class="unseen">, edit</span></button>
          <span class="pair-of-buttons">
            ${index > 0 && html`<button type="button" class="plain icon" aria-label="Put first: ${conditionText(rule)}" onClick=${(event) => once(event, () => first(rule))}>↑</button>`}
            <button type="button" aria-label="Run: ${conditionText(rule)}" onClick=${() => setRun(rule.id)}>Run</button>
          </span>
        </li>`,
      )}
    </ol>
    ${edited && html`<${RuleDialog} rule=${edited} onClose=${() => edit(null)} show=${setRun} />`}
    ${run && html`<${RunDialog} id=${run} onClose=${() => setRun(null)} />`}
  <//>`;
}

function conditionText({ texts, atLeast, atMost, direction, accounts }) {
  const money = (amount) => moneyText({ amount, currency: viewer.value.ledger.baseCurrency });
  const parts = [
    ...texts.map(
      ({ field, match, anyOf }) =>
        `${field === "PAYEE" ? "Payee" : "Text"} ${MATCHES[match]} ${anyOf.map((text) => `“${text}”`).join(" or ")}`,
    ),
    atLeast && `at least ${money(atLeast)}`,
    atMost && `at most ${money(atMost)}`,
    DIRECTIONS[direction],
    accounts && `in ${accounts.map(({ name }) => name).join(" or ")}`,
  ].filter(Boolean);
  return parts.join(", ") || "Everything";
}

function givenText({ payee, category, note }) {
  return [payee && `payee “${payee}”`, category && nameOf(category), note && `note “${note}”`]
    .filter(Boolean)
    .join(", ");
}

function nameOf(category) {
  return categoryName(categories.value.find(({ id }) => id === category?.id));
}

/** A rule to make, {}, or to edit; `show` previews its run. */
function RuleDialog({ rule, onClose, show }) {
  const isNew = !rule.id;
  const [text] = rule.texts ?? [];
  const send = (values, { key }) => {
    const input = ruleOf(values, rule);
    return isNew
      ? change("createRule", { ...input, idempotencyKey: key })
      : change("updateRule", { ...input, id: rule.id });
  };
  const done = ({ rule: saved }) => {
    onClose();
    show(saved.id);
  };
  const remove = async () => {
    if (
      confirm("Delete this rule? What it changed stays.") &&
      (await act("deleteRule", { id: rule.id }, "The rule was deleted."))
    )
      onClose();
  };
  const beside =
    !isNew && html`<button type="button" class="danger" onClick=${(event) => once(event, remove)}>Delete</button>`;
  const options = (names, chosen) =>
    Object.entries(names).map(
      ([value, name]) => html`<option key=${value} value=${value} selected=${value === chosen}>${name}</option>`,
    );
  return html`<${FormDialog} title=${isNew ? "New rule" : "Edit the rule"} onClose=${onClose} label="Save and preview" send=${send} done=${done} beside=${beside}>
    ${(problem) => html`
      <div class="pair">
        <${Field} label="If the" name="field">${options({ PAYEE: "payee", TEXT: "text of the statement" }, text?.field)}<//>
        <${Field} label="Way" name="match">${options(MATCHES, text?.match)}<//>
      </div>
      <${Field} label="One of these, each on a line" name="anyOf" lines defaultValue=${text?.anyOf.join("\n") ?? ""} problem=${problem("anyOf") ?? problem("texts")} />
      <div class="pair">
        <${AmountField} label="At least" name="atLeast" value=${rule.atLeast} problem=${problem("atLeast")} />
        <${AmountField} label="At most" name="atMost" value=${rule.atMost} problem=${problem("atMost")} />
      </div>
      <${Field} label="And" name="direction"><option value="">in or out</option>${options(DIRECTIONS, rule.direction)}<//>
      <h3>Then it gets</h3>
      <${Field} label="Category" name="categoryId" problem=${problem("categoryId")}>
        <option value="">Nothing</option><${CategoryOptions} chosen=${rule.category?.id} />
      <//>
      <${Field} label="Note" name="note" maxlength="1000" defaultValue=${rule.note ?? ""} problem=${problem("note")} />
      <${Field} label="Payee" name="payee" maxlength="200" hint="A rule gives a payee alone, or a category and a note." defaultValue=${rule.payee ?? ""} problem=${problem("payee")} />
    `}
  <//>`;
}

/** What was written as a rule; conditions that the form does not show stay. */
function ruleOf({ field, match, anyOf, atLeast, atMost, ...given }, { texts = [] }) {
  const lines = anyOf
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const written = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value || null]));
  return {
    ...written,
    texts: [...(lines.length ? [{ field, match, anyOf: lines }] : []), ...texts.slice(1)],
    atLeast: atLeast.trim() ? readDecimal(atLeast, "atLeast") : null,
    atMost: atMost.trim() ? readDecimal(atMost, "atMost") : null,
  };
}

/** What a rule would change in what is there already, and the button that does it. */
function RunDialog({ id, onClose }) {
  const [overHand, setOverHand] = useState(false);
  const { value, isWaiting } = useFound(`${id} ${overHand}`, () => ask(PREVIEW_RULE, { input: { id, overHand } }));
  const preview = value?.previewRule;
  const send = () => change("runRule", { id, overHand, count: preview.count });
  const done = (payload) => {
    onClose();
    tellRun(payload);
  };
  const turn = ({ target }) => setOverHand(target.checked);
  return html`<${Dialog} title="What the rule would change" onClose=${onClose}>
    ${!preview && html`<div class="skeleton lines" aria-busy="true"></div>`}
    ${
      preview &&
      html`
      <p>${preview.count ? `${preview.count.toLocaleString()} of the transactions that are there already:` : "Nothing of what is there already. New transactions get it."}</p>
      <ul class="facts">${preview.byCategory.map(({ category, count, sum }, index) => html`<li key=${index}>${count.toLocaleString()} from ${nameOf(category)}, ${moneyText(sum)}</li>`)}</ul>
      ${
        preview.sample.length > 0 &&
        html`<ul class="bill-list scroll" tabindex="0" aria-label="The newest">
        ${preview.sample.map(
          ({ transaction, payee, category, note }) => html`<li key=${transaction.id}>
            <span class="name">${payee}</span>
            <span class="money">${moneyText(transaction.baseAmount)}</span>
            <span class="hint">${dayText(transaction.date, { dateStyle: "medium" })} · ${nameOf(category)}${note && ` · ${note}`}</span><span></span>
          </li>`,
        )}
      </ul>`
      }
      ${(preview.byHandCount > 0 || overHand) && html`<label class="check"><input type="checkbox" checked=${overHand} onChange=${turn} /> Also what was set by hand${!overHand && ` (${preview.byHandCount} more)`}</label>`}
      ${
        preview.count > 0
          ? html`<${Form} label="Change these ${preview.count.toLocaleString()}" send=${send} done=${done} waits=${isWaiting}>${() => null}<//>`
          : html`<footer><button type="button" class="main" onClick=${onClose}>Close</button></footer>`
      }`
    }
  <//>`;
}
