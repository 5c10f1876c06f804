// A bank's statement, dropped or chosen: first what would become of it, then the import itself.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { idempotencyKey } from "./api.js";
import { categoryName } from "./charts.js";
import { Dialog, Field, Form } from "./dialogs.js";
import { dayText, decimalText, fullDayText, Money } from "./format.js";
import { monthOf } from "./periods.js";
import { change, choose, tell, viewer } from "./state.js";

/** Takes files dropped anywhere on the page. */
export function DropZone({ take }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
    const listeners = {
      dragover: (event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: (event) => event.relatedTarget === null && setOver(false),
      drop: (event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files[0]);
      },
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener);
    };
  }, [take]);
  return (
    over &&
    html`<div class="drop-zone" aria-hidden="true"><p>Drop the statement to see what would be imported</p></div>`
  );
}

export function ImportButton({ take }) {
  const chosen = (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) take(file);
  };
  return html`<label class="button">
    Import<span class="unseen"> a bank statement</span>
    <input class="unseen" type="file" accept=".csv,.ofx,.qfx,.txt,text/csv" onChange=${chosen} />
  </label>`;
}

export function ImportDialog({ file, onClose }) {
  const [key] = useState(idempotencyKey);
  const [options, setOptions] = useState({});
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    let over = false;
    change("importTransactions", { ...options, dryRun: true }, file)
      .catch(({ problems }) => ({ problems, report: null }))
      .then((payload) => !over && setAnswer(payload));
    return () => (over = true);
  }, [file, options]);
  const report = answer?.report;
  const count = report && !report.badLineCount ? report.recorded + report.restored : 0;
  const send = () => change("importTransactions", { ...options, idempotencyKey: key }, file);
  const done = ({ report: made }) => {
    const month = monthOf(made.lastDay);
    const show = { name: "Show them", accept: () => choose({ period: { month } }) };
    tell(`${countText(made.recorded + made.restored, "transaction")} imported from ${file.name}.`, show);
    onClose();
  };
  return html`<${Dialog} title="Import ${file.name}" onClose=${onClose}>
    ${!answer && html`<div class="skeleton lines" aria-busy="true"></div>`}
    ${answer && html`<${Options} answer=${answer} options=${options} choose=${setOptions} />`}
    ${report && html`<${Preview} report=${report} />`}
    ${
      report &&
      html`<${Form} label=${count ? `Import ${countText(count, "transaction")}` : "Close"} send=${count ? send : () => ({ problems: [] })} done=${count ? done : onClose}>
      ${() => null}
    <//>`
    }
  <//>`;
}

/** What the file leaves open: shown once the server asks for it. */
function Options({ answer, options, choose }) {
  const { ledger } = viewer.value;
  const asked = (name) => answer.problems.find(({ field }) => field?.includes(name))?.message;
  const others = answer.problems.filter(
    ({ field }) => !field?.some((name) => name === "exchangeRate" || name === "currency"),
  );
  const deleted = answer.report?.deletedDuplicates ?? 0;
  const setRate = (event) =>
    choose({ ...options, exchangeRate: event.target.value ? decimalText(event.target.value) : null });
  const setCurrency = (event) => choose({ ...options, currency: event.target.value.toUpperCase() || null });
  return html`
    ${others.map(({ message }) => html`<p key=${message} class="problem" role="alert">${message}</p>`)}
    ${
      (asked("exchangeRate") || options.exchangeRate) &&
      html`<${Field} label="Exchange rate: ${ledger.baseCurrency} for 1 of the file's currency" name="exchangeRate" inputmode="decimal" problem=${asked("exchangeRate")} onChange=${setRate} />`
    }
    ${asked("currency") && html`<${Field} label="Currency of the file" name="currency" problem=${asked("currency")} onChange=${setCurrency} />`}
    ${
      (deleted > 0 || options.restoreDeleted) &&
      html`<label class="check">
      <input type="checkbox" checked=${options.restoreDeleted} onChange=${(event) => choose({ ...options, restoreDeleted: event.target.checked })} />
      Bring back what was deleted since it was imported
    </label>`
    }
  `;
}

function Preview({ report }) {
  const aside = report.duplicates + report.deletedDuplicates;
  const facts = [
    `${countText(report.recorded, "new transaction")}${report.firstDay ? ` from ${fullDayText(report.firstDay)} to ${fullDayText(report.lastDay)}` : ""}.`,
    aside && `${countText(aside, "line")} set aside: the ledger has or had them.`,
    report.unknownCategories.length &&
      `Not categorised, because the ledger has no such category: ${report.unknownCategories.join(", ")}.`,
    ...report.detected.notes,
    report.badLineCount &&
      `Nothing can be imported before ${countText(report.badLineCount, "line")} of the file can be read:`,
  ].filter(Boolean);
  return html`
    <ul class="facts">${facts.map((fact) => html`<li key=${fact}>${fact}</li>`)}</ul>
    ${
      report.badLines.length > 0 &&
      html`<ul class="bad-lines">
      ${report.badLines.map(({ line, message }) => html`<li key=${line} class="problem">Line ${line}: ${message}</li>`)}
    </ul>`
    }
    ${
      report.preview.length > 0 &&
      html`<div class="scroll" tabindex="0" role="region" aria-label="The first new transactions">
      <table class="preview">
        <thead><tr><th scope="col">Day</th><th scope="col">Payee</th><th scope="col">Category</th><th scope="col">Amount</th></tr></thead>
        <tbody>
          ${report.preview.map(
            ({ date, payee, category, amount }, index) => html`<tr key=${index}>
              <td>${dayText(date)}</td>
              <th scope="row">${payee}</th>
              <td>${category ? `${category.icon} ${categoryName(category)}` : "–"}</td>
              <td><${Money} of=${amount} signed /></td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`
    }
  `;
}

function countText(count, noun) {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
