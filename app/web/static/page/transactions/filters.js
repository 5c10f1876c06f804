// How transactions are found: a search, a panel of filters, and a chip for each that holds.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CategoryOptions } from "../dialogs/categories.js";
import { AccountOptions, accountName, hasSeveral } from "../parts/accounts.js";
import { AmountField, readDecimal } from "../parts/amounts.js";
import { Field, Form } from "../parts/dialogs.js";
import { fullDayText, moneyText } from "../parts/format.js";
import { TagOptions, tagName } from "../parts/tags.js";
import { go } from "../store/address.js";
import { NONE, transactionsHref } from "../store/filters.js";
import { categories, tags, viewer } from "../store/state.js";
import { suggestionsOf } from "./suggestions.js";

const TYPING_MS = 250;
const KINDS = { EXPENSE: "Spending", INCOME: "Income", TRANSFER: "Transfers" };

/** The search for words, which also offers the categories, amounts and days that they may mean. */
export function Search({ filter }) {
  const timer = useRef();
  const [text, setText] = useState(filter.text);
  useEffect(() => setText(filter.text), [filter.text]);
  const typed = ({ target }) => {
    setText(target.value);
    clearTimeout(timer.current);
    const find = () =>
      go(transactionsHref({ ...filter, text: target.value.trim() }), { replace: Boolean(filter.text) });
    timer.current = setTimeout(find, TYPING_MS);
  };
  const clear = () => {
    clearTimeout(timer.current);
    setText("");
  };
  return html`<div class="search">
    <input type="search" placeholder="Find payee, note, amount, day or category" aria-label="Find transactions" value=${text} onInput=${typed} />
    <ul class="suggestions-found" aria-label="Also meant" onClick=${clear}>
      ${suggestionsOf(text).map(
        ({ name, filter: meant }) =>
          html`<li key=${name}><a class="button chip" href=${transactionsHref({ ...filter, text: "", ...meant })}>${name}</a></li>`,
      )}
    </ul>
  </div>`;
}

/** The filters that are not words. */
export function FilterPanel({ filter }) {
  const panel = useRef();
  const send = (values) => {
    const amount = (name) => values[name].trim() && readDecimal(values[name], name);
    const withChosen = (ids, id) => (id && !ids.includes(id) ? [...ids, id] : ids);
    go(
      transactionsHref({
        ...filter,
        from: values.from,
        to: values.to,
        kind: values.kind,
        min: amount("min"),
        max: amount("max"),
        accounts: withChosen(filter.accounts, values.account),
        categories: withChosen(filter.categories, values.category),
        tags: withChosen(filter.tags, values.tag),
      }),
    );
    return { problems: [] };
  };
  const done = () => (panel.current.open = false);
  return html`<details class="filter-panel" ref=${panel}>
    <summary class="button">Filter</summary>
    <${Form} key=${transactionsHref(filter)} label="Show these" send=${send} done=${done}>
      ${(problem) => html`
        <div class="pair">
          <${Field} label="From" name="from" type="date" defaultValue=${filter.from ?? ""} />
          <${Field} label="To" name="to" type="date" defaultValue=${filter.to ?? ""} />
          <${AmountField} label="At least" name="min" value=${filter.min} problem=${problem("min")} />
          <${AmountField} label="At most" name="max" value=${filter.max} problem=${problem("max")} />
          <${Field} label="Category" name="category">
            <option value="">Any</option>
            <option value=${NONE}>Not categorised</option>
            <${CategoryOptions} />
          <//>
          <${Field} label="Counts as" name="kind">
            <option value="">Anything</option>
            ${Object.entries(KINDS).map(([kind, name]) => html`<option key=${kind} value=${kind} selected=${kind === filter.kind}>${name}</option>`)}
          <//>
          ${
            tags.value.length > 0 &&
            html`<${Field} label="Tag" name="tag">
            <option value="">Any</option>
            <option value=${NONE}>No tag</option>
            <${TagOptions} />
          <//>`
          }
          ${
            hasSeveral() &&
            html`<${Field} label="Account" name="account">
            <option value="">Any</option>
            <${AccountOptions} />
          <//>`
          }
        </div>
      `}
    <//>
  </details>`;
}

/** The filters that hold, each with a way to take it off. */
export function Chips({ filter }) {
  const chips = chipsOf(filter);
  if (!chips.length) return null;
  return html`<ul class="chips" aria-label="Filters">
    ${chips.map(
      ({ name, without }) => html`<li key=${name}>
        <a class="button chip" href=${transactionsHref({ ...filter, ...without })} aria-label=${`Take off: ${name}`}>${name} <span aria-hidden="true">✕</span></a>
      </li>`,
    )}
    ${chips.length > 1 && html`<li><a class="button plain" href="/transactions">Take off all</a></li>`}
  </ul>`;
}

function chipsOf(filter) {
  const { text, from, to, kind, min, max, bin } = filter;
  return [
    bin && { name: "In the bin", without: { bin: false } },
    text && { name: `“${text}”`, without: { text: "" } },
    (from || to) && { name: daysText(from, to), without: { from: null, to: null } },
    kind && { name: KINDS[kind], without: { kind: null } },
    ...filter.accounts.map((id) => ({
      name: accountName(id),
      without: { accounts: filter.accounts.filter((other) => other !== id) },
    })),
    ...filter.categories.map((id) => ({
      name: categoryText(id),
      without: { categories: filter.categories.filter((other) => other !== id) },
    })),
    ...filter.tags.map((id) => ({
      name: id === NONE ? "No tag" : `#${tagName(id)}`,
      without: { tags: filter.tags.filter((other) => other !== id) },
    })),
    (min || max) && { name: amountsText(min, max), without: { min: null, max: null } },
  ].filter(Boolean);
}

function daysText(from, to) {
  if (from && to) return from === to ? fullDayText(from) : `${fullDayText(from)} – ${fullDayText(to)}`;
  return from ? `From ${fullDayText(from)}` : `Up to ${fullDayText(to)}`;
}

function categoryText(id) {
  if (id === NONE) return "Not categorised";
  const category = categories.value.find((each) => each.id === id);
  return category ? `${category.icon} ${category.name}`.trim() : "A category that is gone";
}

function amountsText(min, max) {
  const money = (amount) => moneyText({ amount, currency: viewer.value.ledger.baseCurrency });
  if (min && max) return min === max ? money(min) : `${money(min)} – ${money(max)}`;
  return min ? `At least ${money(min)}` : `At most ${money(max)}`;
}
