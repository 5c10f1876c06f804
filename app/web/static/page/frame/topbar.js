// The bar on top: the place, its period, whether the page is live, and how this browser shows it.

import { html } from "htm/preact";
import { ImportButton } from "../importing/statement.js";
import { titleAt } from "../places.js";
import { address } from "../store/address.js";
import { connection } from "../store/live.js";
import { OF_A_PERIOD } from "../store/query.js";
import { amountsHidden, theme, viewer } from "../store/state.js";
import { PeriodPicker } from "./period_picker.js";

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

export function TopBar({ place, take, add }) {
  const { next, sign, name } = THEMES[theme.value];
  return html`<header class="top-bar">
    <h1>${titleAt(address.value.path)}</h1>
    ${OF_A_PERIOD.has(place.path) && html`<${PeriodPicker} />`}
    <span class="connection ${connection.value}" role="status"><span class="dot" aria-hidden="true"></span><span class="words">${CONNECTION[connection.value]}</span></span>
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
      <a class="owner" href="/settings" aria-label=${`Settings of ${viewer.value.name}`}>${viewer.value.name}</a>
      <button type="button" class="main add" onClick=${add}>Add</button>
    </div>
  </header>`;
}

function Eye({ shut }) {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">
    <path d="M2 12c3-5 6.5-7 10-7s7 2 10 7c-3 5-6.5 7-10 7s-7-2-10-7z" />
    <circle cx="12" cy="12" r="3" />
    ${shut && html`<path d="M4 21L20 3" />`}
  </svg>`;
}
