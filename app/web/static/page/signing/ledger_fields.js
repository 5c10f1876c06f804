// How a ledger counts: inputs that a sign-up and the settings share.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Field } from "../parts/dialogs.js";

export function CurrencyField({ chosen = "EUR", ...field }) {
  const names = new Intl.DisplayNames(navigator.language, { type: "currency" });
  return html`<${Field} label="Currency" name="baseCurrency" ...${field}>
    ${Intl.supportedValuesOf("currency").map(
      (code) =>
        html`<option key=${code} value=${code} selected=${code === chosen}>${code} – ${names.of(code)}</option>`,
    )}
  <//>`;
}

export function ZoneField({ zone, ...field }) {
  const zones = new Set([zone, ...Intl.supportedValuesOf("timeZone")]);
  return html`<${Field} label="Time zone" name="timeZone" ...${field}>
    ${[...zones].map((name) => html`<option key=${name} value=${name} selected=${name === zone}>${name}</option>`)}
  <//>`;
}

const WEEKENDS = { SAME_DAY: "That day", BEFORE: "The Friday before", AFTER: "The Monday after" };
const LENGTHS = { "": "Months", 1: "One week", 2: "Two weeks", 4: "Four weeks" };

/** Where budget periods start: on a day of the month, or every so many weeks from a day; `problem` is of the form. */
export function CalendarFields({ chosen = { day: 1 }, problem }) {
  const [weeks, setWeeks] = useState(String(chosen.weeks ?? ""));
  return html`<${Field} label="Budget periods are" name="weeks" onChange=${(event) => setWeeks(event.target.value)} problem=${problem("weeks")}>
      ${Object.entries(LENGTHS).map(
        ([value, text]) => html`<option key=${value} value=${value} selected=${value === weeks}>${text}</option>`,
      )}
    <//>
    ${
      weeks
        ? html`<${Field} key="anchor" label="One of them starts on" name="anchor" type="date" defaultValue=${chosen.anchor ?? ""} hint="For example on your payday." problem=${problem("anchor")} />`
        : html`<${Field}
            key="day"
            label="A budget period starts on day"
            name="day"
            type="number"
            min="1"
            max="31"
            defaultValue=${chosen.day ?? 1}
            hint="1 is the calendar month; choose your payday to plan from pay to pay."
            problem=${problem("day")}
          />${
            chosen.weekend &&
            html`<${Field} key="weekend" label="On a weekend it starts on" name="weekend" problem=${problem("weekend")}>
              ${Object.entries(WEEKENDS).map(
                ([value, text]) =>
                  html`<option key=${value} value=${value} selected=${value === chosen.weekend}>${text}</option>`,
              )}
            <//>`
          }`
    }`;
}

/** The calendar that the fields name, as a CalendarInput, and the other values of the form. */
export function withCalendar({ weeks, day, weekend, anchor, ...values }) {
  const calendar = weeks ? { weeks: Number(weeks), anchor: anchor || null } : { day: Number(day), weekend };
  return { ...values, calendar };
}
