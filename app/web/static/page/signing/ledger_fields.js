// How a ledger counts: inputs that a sign-up and the settings share.

import { html } from "htm/preact";
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

export function StartDayField({ chosen = 1, ...field }) {
  return html`<${Field}
    label="A budget period starts on day"
    name="periodStartDay"
    type="number"
    min="1"
    max="28"
    defaultValue=${chosen}
    hint="1 is the calendar month; choose your payday to plan from pay to pay."
    ...${field}
  />`;
}
