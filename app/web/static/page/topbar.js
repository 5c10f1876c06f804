// The bar on top: the period that all cards show, whether the page is live, and how this browser shows it.

import { html } from "htm/preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { periodText } from "./format.js";
import { connection } from "./live.js";
import { lengthText, monthOf, periodBeside } from "./periods.js";
import { SettingsDialog } from "./settings.js";
import { Mark } from "./signing.js";
import { amountsHidden, choose, dashboard, period, theme, viewer } from "./state.js";
import { ImportButton } from "./statement.js";

const CONNECTION = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
  offline: "Offline",
};

const THEMES = {
  auto: { next: "light", sign: "◐", name: "Colours of the system" },
  light: { next: "dark", sign: "☀", name: "Light colours" },
  dark: { next: "auto", sign: "☾", name: "Dark colours" },
};

export function TopBar({ take }) {
  const [open, setOpen] = useState(false);
  const { next, sign, name } = THEMES[theme.value];
  return html`<header class="top-bar">
    <span class="brand"><${Mark} /> <span>Aqua Thistle</span></span>
    <${PeriodPicker} />
    <span class="connection ${connection.value}" role="status"><span class="dot" aria-hidden="true"></span>${CONNECTION[connection.value]}</span>
    <div class="tools">
      <${ImportButton} take=${take} />
      <button
        type="button"
        class="plain icon"
        aria-pressed=${amountsHidden.value ? "true" : "false"}
        aria-label="Hide amounts"
        title="Hide amounts"
        onClick=${() => (amountsHidden.value = !amountsHidden.value)}
      >
        <${Eye} shut=${amountsHidden.value} />
      </button>
      <button type="button" class="plain icon" aria-label=${`${name}; change`} title=${name} onClick=${() => (theme.value = next)}>${sign}</button>
      <button type="button" class="plain" aria-label=${`Settings of ${viewer.value.name}`} onClick=${() => setOpen(true)}>${viewer.value.name}</button>
    </div>
    ${open && html`<${SettingsDialog} onClose=${() => setOpen(false)} />`}
  </header>`;
}

function Eye({ shut }) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7z" />
    <circle cx="12" cy="12" r="3" />
    ${shut && html`<path d="M4 21L20 3" />`}
  </svg>`;
}

/** The period before and after what was asked for last, the current one, and any month or range of days. */
function PeriodPicker() {
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
    <label>Month <input type="month" placeholder="YYYY-MM" pattern="\\d{4}-\\d{2}" value=${monthOf(shown.start)} onChange=${(event) => event.target.validity.valid && event.target.value && go({ month: event.target.value })} /></label>
    <form onSubmit=${range}>
      <label>From <input type="date" value=${start} max=${end} onInput=${(event) => setStart(event.target.value)} /></label>
      <label>to <input type="date" value=${end} min=${start} onInput=${(event) => setEnd(event.target.value)} /></label>
      <button type="submit">Show these days</button>
    </form>
    <button type="button" class="plain" onClick=${() => go({ start: `${year}-01-01`, end: `${year}-12-31` })}>All of ${year}</button>
  </div>`;
}
