// Bank statements, one after another: what would become of each, how it is read, and then the import itself.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { AccountOptions, hasSeveral } from "../parts/accounts.js";
import { readDecimal } from "../parts/amounts.js";
import { categoryName } from "../parts/categories.js";
import { Dialog, Field, Form } from "../parts/dialogs.js";
import { dayText, fullDayText, Money } from "../parts/format.js";
import { go } from "../store/address.js";
import { transactionsHref } from "../store/filters.js";
import { change, tell, viewer } from "../store/state.js";
import { isAboutReading, Question, Reading, Signs } from "./reading.js";

const LEAVE_OUT = "Leave this file out";
const REASONS = {
  PENDING: "not booked yet",
  REVERTED: "taken back",
  DECLINED: "declined",
  FAILED: "failed",
  BALANCE: "a balance or a sum",
  INFORMATION: "information",
  HEADER: "the header again",
  SPLIT: "the whole of a split",
};

/** The previews of files, one after another; `close` is called when the last is done, or all are left. */
export function Imports({ files, close }) {
  const [at, setAt] = useState(0);
  const made = useRef([]);
  const end = () => {
    tellWhatWasMade(made.current, files.length - made.current.length);
    close();
  };
  const next = (report) => {
    if (report) made.current.push({ ...report, name: files[at].name });
    if (at + 1 < files.length) setAt(at + 1);
    else end();
  };
  return html`<${ImportDialog} key=${at} file=${files[at]} place=${files.length > 1 && `${at + 1} of ${files.length}`} next=${next} leave=${end} />`;
}

function tellWhatWasMade(made, left) {
  if (!made.length) return;
  const count = made.reduce((sum, { recorded, restored }) => sum + recorded + restored, 0);
  const from = made.length > 1 ? `${made.length} files` : made[0].name;
  const others = left ? `; ${countText(left, "file")} left out` : "";
  const days = made.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]).sort();
  const href = transactionsHref({ from: days[0], to: days.at(-1) });
  const show = { name: "Show them", accept: () => go(href) };
  tell(`${countText(count, "transaction")} imported from ${from}${others}.`, show);
}

function ImportDialog({ file, place, next, leave }) {
  const [options, setOptions] = useState({});
  const [answer, setAnswer] = useState(null);
  const isLeaving = useRef(true);
  useEffect(() => {
    let over = false;
    change("importTransactions", { ...options, dryRun: true }, file)
      .catch(({ problems }) => ({ problems, report: null }))
      .then((payload) => !over && setAnswer({ ...payload, options }));
    return () => (over = true);
  }, [file, options]);
  const report = answer?.report;
  const count = report && !report.badLineCount ? report.recorded + report.restored : 0;
  const send = (_, { key }) =>
    count ? change("importTransactions", { ...options, idempotencyKey: key }, file) : { problems: [] };
  const go = (imported) => {
    isLeaving.current = false;
    next(imported);
  };
  const beside = place && count > 0 && html`<button type="button" onClick=${() => go(null)}>${LEAVE_OUT}</button>`;
  return html`<${Dialog} title="Import ${file.name}${place ? ` (${place})` : ""}" onClose=${() => isLeaving.current && leave()}>
    ${!answer && html`<div class="skeleton lines" aria-busy="true"></div>`}
    ${answer && html`<${Asked} answer=${answer} options=${options} choose=${setOptions} />`}
    ${report && html`<${Question} question=${report.question} options=${options} choose=${setOptions} />`}
    ${report && !report.question && html`<${Facts} report=${report} />`}
    ${answer && html`<${Signs} report=${report} options=${options} choose=${setOptions} />`}
    ${answer && html`<${Reading} answer=${answer} options=${options} choose=${setOptions} />`}
    ${report?.preview.length > 0 && html`<${Preview} lines=${report.preview} />`}
    ${
      (report || place) &&
      answer &&
      html`<${Form}
        label=${count ? `Import ${countText(count, "transaction")}` : place ? LEAVE_OUT : "Close"}
        send=${send}
        done=${({ report: made }) => go(made)}
        beside=${beside}
        waits=${answer.options !== options}
      >
        ${() => null}
      <//>`
    }
  <//>`;
}

/** What the file leaves open and the server asks for, and what is wrong with the file itself. */
function Asked({ answer, options, choose }) {
  const [doubt, setDoubt] = useState(null);
  const { baseCurrency } = viewer.value.ledger;
  const asked = answer.problems.find(({ field }) => field?.includes("exchangeRate"))?.message;
  const others = answer.problems.filter(
    (problem) => !problem.field?.includes("exchangeRate") && !isAboutReading(problem),
  );
  const deleted = answer.report?.deletedDuplicates ?? 0;
  const setRate = ({ target }) => {
    try {
      choose({ ...options, exchangeRate: target.value ? readDecimal(target.value, "exchangeRate") : null });
      setDoubt(null);
    } catch (failure) {
      setDoubt(failure.message);
    }
  };
  return html`
    ${others.map(({ message }) => html`<p key=${message} class="problem" role="alert">${message}</p>`)}
    ${
      hasSeveral() &&
      html`<${Field} label="Into the account" name="accountId" onChange=${({ target }) => choose({ ...options, accountId: target.value || null })}>
        <option value="">As the file says</option>
        <${AccountOptions} chosen=${options.accountId} />
      <//>`
    }
    ${
      (asked || options.exchangeRate) &&
      html`<${Field} label="Exchange rate: ${baseCurrency} for 1 of the file's currency" name="exchangeRate" inputmode="decimal" problem=${doubt ?? asked} onChange=${setRate} />`
    }
    ${
      (deleted > 0 || options.restoreDeleted) &&
      html`<label class="check">
        <input type="checkbox" checked=${options.restoreDeleted} onChange=${(event) => choose({ ...options, restoreDeleted: event.target.checked })} />
        Bring back what was deleted since it was imported
      </label>`
    }
  `;
}

/** What would become of the file, and what it leaves open. */
function Facts({ report }) {
  const aside = report.duplicates + report.deletedDuplicates;
  const days = report.firstDay ? ` from ${fullDayText(report.firstDay)} to ${fullDayText(report.lastDay)}` : "";
  const facts = [
    `${countText(report.recorded, "new transaction")}${days}.`,
    aside && `${countText(aside, "line")} set aside: the ledger has or had them.`,
    report.accounts.length && `Of ${countText(report.accounts.length, "account")}: ${report.accounts.join(", ")}.`,
    report.newAccounts.length &&
      `It makes ${countText(report.newAccounts.length, "new account")}: ${report.newAccounts.join(", ")}.`,
    report.unknownCategories.length &&
      `Not categorised, because the ledger has no such category: ${report.unknownCategories.join(", ")}.`,
    report.badLineCount &&
      `Nothing can be imported before ${countText(report.badLineCount, "line")} of the file can be read:`,
  ].filter(Boolean);
  const notes = report.detected.notes.map(({ message }) => message);
  return html`
    <ul class="facts">
      ${facts.map((fact) => html`<li key=${fact}>${fact}</li>`)}
      ${notes.map((note) => html`<li key=${note} class="warn"><span aria-hidden="true">▲</span> ${note}</li>`)}
    </ul>
    <${Skipped} report=${report} />
    ${
      report.badLines.length > 0 &&
      html`<ul class="bad-lines">
        ${report.badLines.map(({ line, message }) => html`<li key=${line} class="problem">Line ${line}: ${message}</li>`)}
      </ul>`
    }
  `;
}

/** The rows of the file that are no transactions, each with its reason. */
function Skipped({ report }) {
  if (!report.skippedCount) return null;
  const more = report.skippedCount - report.skipped.length;
  return html`<details class="skipped">
    <summary>${countText(report.skippedCount, "row")} left out: no transactions</summary>
    <ul>
      ${report.skipped.map(({ line, reason, text }) => html`<li key=${line}>Line ${line}, ${REASONS[reason]}: ${text}</li>`)}
      ${more > 0 && html`<li>and ${more} more</li>`}
    </ul>
  </details>`;
}

/** The first lines; a column of categories only where the file has any, so that amounts are seen on a phone. */
function Preview({ lines }) {
  const named = lines.some(({ category }) => category);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="The first new transactions">
    <table class="preview">
      <thead>
        <tr>
          <th scope="col">Day</th><th scope="col">Payee</th><th scope="col">Amount</th>
          ${named && html`<th scope="col">Category</th>`}
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          ({ date, payee, category, amount }, index) => html`<tr key=${index}>
            <td>${dayText(date)}</td>
            <th scope="row">${payee}</th>
            <td><${Money} of=${amount} signed /></td>
            ${named && html`<td>${category ? `${category.icon} ${categoryName(category)}` : "–"}</td>`}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function countText(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
