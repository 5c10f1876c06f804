// What the figures say, and Finny's tips: each with the figures that it stands on.

import { html } from "htm/preact";
import { useState } from "preact/hooks";
import { Card } from "../parts/card.js";
import { once } from "../parts/dialogs.js";
import { moneyText, periodText, sentenceText, wholeAmounts } from "../parts/format.js";
import { act } from "../store/state.js";

const FEW = 5;

const SEVERITY = {
  ALERT: { sign: "!", name: "Alert" },
  WARNING: { sign: "▲", name: "Look at this soon" },
  NOTICE: { sign: "i", name: "Good to know" },
  GOOD: { sign: "✓", name: "Good news" },
};

export function InsightsCard({ insights, isEmpty }) {
  const [all, setAll] = useState(false);
  const shown = all ? insights : insights.slice(0, FEW);
  const action =
    insights.length > FEW &&
    html`<button type="button" class="plain" aria-expanded=${all ? "true" : "false"} onClick=${() => setAll(!all)}>
      ${all ? "Show fewer" : `Show all ${insights.length}`}
    </button>`;
  return html`<${Card} name="insights" title="What stands out" action=${action}>
    ${
      shown.length
        ? html`<ul>${shown.map((each) => html`<${Insight} key=${each.id} insight=${each} />`)}</ul>`
        : html`<p class="empty">${isEmpty ? "Once there is money in this period, this says what stands out." : "Nothing stands out in this period. That is good news."}</p>`
    }
  <//>`;
}

function Insight({ insight }) {
  const { id, source, severity, text, stale, message, evidence } = insight;
  const { sign, name } = SEVERITY[severity];
  const dismiss = () => act("dismissInsight", { id }, "Put away, until it is materially worse.");
  return html`<li class="insight ${severity}">
    <span class="sign" role="img" aria-label=${name}>${sign}</span>
    <div>
      <p>${wholeAmounts(sentenceText(text))}</p>
      ${stale && html`<p class="hint">The figures have moved since Finny said so.</p>`}
      ${source === "REPLY" && message && html`<p class="hint"><a href="/finny">From your conversation with Finny</a></p>`}
      ${
        evidence.length > 0 &&
        html`<details>
        <summary>The figures behind it</summary>
        <ul class="evidence">
          ${evidence.map(
            ({ label, amount, period: days }, index) => html`<li key=${index}>
              <span>${label}${days && html` <small>${periodText(days)}</small>`}</span>
              ${amount && html`<strong class="money">${moneyText(amount)}</strong>`}
            </li>`,
          )}
        </ul>
      </details>`
      }
    </div>
    <button type="button" class="plain icon" aria-label=${`Put away: ${sentenceText(text)}`} onClick=${(event) => once(event, dismiss)}>✕</button>
  </li>`;
}
