// How a statement is read: what the server found out about its file, and what its owner knows better.

import { html } from "htm/preact";
import { useRef } from "preact/hooks";
import { Field } from "../parts/dialogs.js";
import { Money } from "../parts/format.js";
import { viewer } from "../store/state.js";

/** What the columns of a CSV file can be. */
const COLUMNS = {
  date: "Date",
  payee: "Payee",
  amount: "Amount",
  debit: "Money out",
  credit: "Money in",
  direction: "Debit or credit",
  note: "Note",
  category: "Category",
  currency: "Currency",
  account: "Account",
  bankId: "Number at the bank",
  fee: "Fee",
  status: "State",
  balance: "Balance",
};
const OPTIONS = ["account", "accountId", "newAccounts"];
const LINES = ["sameLines", "newLines"];
const DATE_ORDERS = { YMD: "Year, month, day", DMY: "Day, month, year", MDY: "Month, day, year" };
const DECIMAL_MARKS = { ".": "Point, as in 12.50", ",": "Comma, as in 12,50" };

/** Whether a problem is about something that is set here. */
export function isAboutReading({ field }) {
  return Boolean(field?.some((name) => name === "mapping" || name === "account" || name === "currency"));
}

/** The one thing that the file leaves open, each answer as a button with what it would give. */
export function Question({ question, options, choose }) {
  if (!question) return null;
  return html`<section class="question" role="status">
    <p>${question.message}</p>
    <ul>
      ${question.choices.map(
        ({ label, lines, totals, settings }) => html`<li key=${label}>
          <button type="button" onClick=${() => choose(answered(options, settings))}>${label}</button>
          ${lines !== null && html`<${Given} lines=${lines} totals=${totals} />`}
        </li>`,
      )}
    </ul>
  </section>`;
}

/** How many transactions an answer would give, and what they add up to. */
function Given({ lines, totals }) {
  return html`<span class="hint">
    ${lines} transactions${totals.map(({ income, expenses }) => html`, <${Money} of=${income} signed /> in, <${Money} of=${expenses} signed /> out`)}
  </span>`;
}

/** Turns signs that the file or an answer has turned. */
export function Signs({ report, options, choose }) {
  const isTurned = report?.detected.expensesPositive;
  if (!isTurned && options.mapping?.expensesPositive === undefined) return null;
  const turn = () => choose(withMapping(options, "expensesPositive", !isTurned));
  return html`<p class="signs" role="status">
    <span>${isTurned ? "Positive amounts of the file count as expenses." : "Positive amounts of the file count as income."}</span>
    <button type="button" onClick=${turn}>Turn the signs</button>
  </p>`;
}

/** What can be set about a file; it opens once something is in doubt. */
export function Reading({ answer, options, choose }) {
  const found = useRef();
  // What is set changes what is found: the first answer tells what was found without it.
  const current = answer.report?.detected;
  if (!answer.report?.question) found.current ??= current;
  const known = found.current ?? current;
  const { baseCurrency } = viewer.value.ledger;
  const isTable = !known || known.format === "CSV" || known.format === "Sheet";
  const told = (name) => answer.problems.find(({ field }) => field?.includes(name))?.message;
  const set = (name) => (event) => choose({ ...options, [name]: event.target.value || undefined });
  const map = (name) => (event) => choose(withMapping(options, name, event.target.value || null));
  const open = useRef(false);
  open.current ||= !current;
  return html`<details class="reading" open=${open.current}>
    <summary>How the file is read</summary>
    <div class="pairs">
      <${Field} label="Account, if the file names none" name="account" maxlength="100" problem=${told("account")} onChange=${set("account")} />
      <${Field} label="Currency, if the file names none" name="currency" problem=${told("currency")} onChange=${set("currency")}>
        <option value="">${known?.currency ?? baseCurrency}</option>
        ${Intl.supportedValuesOf("currency").map((code) => html`<option key=${code} value=${code}>${code}</option>`)}
      <//>
      ${
        isTable &&
        html`
          <${Choice} label="Order of dates" name="dateOrder" names=${DATE_ORDERS} detected=${known?.dateOrder} problem=${told("dateOrder")} onChange=${map("dateOrder")} />
          <${Choice} label="Decimal mark" name="decimalMark" names=${DECIMAL_MARKS} detected=${known?.decimalMark} problem=${told("decimalMark")} onChange=${map("decimalMark")} />
          ${Object.entries(COLUMNS).map(
            ([role, label]) =>
              html`<${Column} key=${role} label=${label} role=${role} known=${known} problem=${told(role)} onChange=${map(role)} />`,
          )}
        `
      }
    </div>
  </details>`;
}

/** The options with the settings of an answer; numbers of lines are added to those that are decided already. */
function answered(options, settings) {
  const flags = { true: true, false: false };
  const put = (made, { name, value }) => {
    if (LINES.includes(name)) return withLines(made, name, value);
    const set = OPTIONS.includes(name) ? withOption : withMapping;
    return set(made, name, flags[value] ?? value);
  };
  return settings.reduce(put, options);
}

function withOption(options, name, value) {
  return { ...options, [name]: value };
}

function withLines(options, name, numbers) {
  return { ...options, [name]: [...(options[name] ?? []), ...numbers.split(",").map(Number)] };
}

function withMapping(options, name, value) {
  const { [name]: _, ...others } = options.mapping ?? {};
  return { ...options, mapping: value === null ? others : { ...others, [name]: value } };
}

/** A choice among some names, of which the server detected one. */
function Choice({ names, detected, ...field }) {
  return html`<${Field} ...${field}>
    <option value="">${detected ? `${names[detected]} (found)` : "To be found"}</option>
    ${Object.entries(names).map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}
  <//>`;
}

/** The column of a role: one of the file's, or its name or number while the server knows none. */
function Column({ label, role, known, problem, onChange }) {
  const name = `column-${role}`;
  if (!known)
    return html`<${Field} label="${label}: column" name=${name} placeholder="Name or number" problem=${problem} onChange=${onChange} />`;
  const columns = Object.fromEntries(
    known.columnNames.map((text, index) => [index + 1, text || `Column ${index + 1}`]),
  );
  const found = known.columns.find((column) => column.role === role)?.number;
  return html`<${Field} label="${label}: column" name=${name} problem=${problem} onChange=${onChange}>
    <option value="">${found ? `${columns[found]} (found)` : "None"}</option>
    ${Object.entries(columns).map(([number, text]) => html`<option key=${number} value=${number}>${text}</option>`)}
  <//>`;
}
