// The choice of the period that all figures of a place show.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { periodText } from "../parts/format.js";
import { hasMonths, lengthText, monthOf, periodBeside } from "../parts/periods.js";
import { choose, dashboard, period } from "../store/state.js";

/** The period before and after what was asked for last, the current one, and any month or range of days. */
export function PeriodPicker() {
  const [open, setOpen] = useState(false);
  const name = useRef();
  const shown = dashboard.value.period;
  const length = lengthText(period.value);
  const close = () => {
    setOpen(false);
    name.current.focus();
  };
  const go = (chosen) => {
    choose({ period: chosen });
    if (open) close();
  };
  const step = (steps) => go(periodBeside(period.peek(), steps));
  return html`<nav class="period-picker" aria-label="Period">
    <button type="button" class="plain icon" aria-label="The ${length} before" onClick=${() => step(-1)}>‹</button>
    <button ref=${name} type="button" class="plain name" aria-expanded=${open ? "true" : "false"} onClick=${() => setOpen(!open)}>
      ${periodText(shown)}
    </button>
    <button type="button" class="plain icon" aria-label="The ${length} after" onClick=${() => step(1)}>›</button>
    ${period.value && html`<button type="button" class="plain" onClick=${() => go(null)}>Today</button>`}
    ${open && html`<${PeriodChoice} shown=${shown} go=${go} close=${close} leave=${() => setOpen(false)} />`}
  </nav>`;
}

function PeriodChoice({ shown, go, close, leave }) {
  const box = useRef();
  const [start, setStart] = useState(shown.start);
  const [end, setEnd] = useState(shown.end);
  const year = dashboard.value.today.slice(0, 4);
  useEffect(() => {
    box.current.querySelector("input").focus();
    const pressed = (event) => event.key === "Escape" && close();
    const pointed = (event) => event.target.closest(".period-picker") || leave();
    addEventListener("keydown", pressed);
    addEventListener("pointerdown", pointed);
    return () => {
      removeEventListener("keydown", pressed);
      removeEventListener("pointerdown", pointed);
    };
  }, []);
  const range = (event) => {
    event.preventDefault();
    if (start && end && start <= end) go({ start, end });
  };
  return html`<div class="period-choice" ref=${box}>
    ${
      hasMonths()
        ? html`<label>Month <input type="month" placeholder="YYYY-MM" pattern="\\d{4}-\\d{2}" value=${monthOf(shown.start)} onChange=${(event) => event.target.validity.valid && event.target.value && go({ month: event.target.value })} /></label>`
        : html`<label>Period of <input type="date" value=${shown.start} onChange=${(event) => event.target.value && go({ on: event.target.value })} /></label>`
    }
    <form onSubmit=${range}>
      <label>From <input type="date" value=${start} max=${end} onInput=${(event) => setStart(event.target.value)} /></label>
      <label>to <input type="date" value=${end} min=${start} onInput=${(event) => setEnd(event.target.value)} /></label>
      <button type="submit">Show these days</button>
    </form>
    <button type="button" class="plain" onClick=${() => go({ start: `${year}-01-01`, end: `${year}-12-31` })}>All of ${year}</button>
  </div>`;
}
