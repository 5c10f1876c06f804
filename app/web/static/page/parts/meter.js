// A bar that shows how much of something is used, and the words for how a budget stands.

import { html } from "htm/preact";
import { percentText } from "./format.js";

export const STATUS = {
  UNPLANNED: "No budget",
  UNDER: "Well within budget",
  ON_TRACK: "On track",
  AT_RISK: "At risk",
  OVER: "Over budget",
};

/** A bar from 0 to 1 of its width; what goes beyond is said by its owner in words. */
export function Meter({ part, label, colour, over }) {
  const shown = Math.min(1, Math.max(0, part));
  return html`<div
    class=${over ? "meter over" : "meter"}
    role="meter"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${Math.round(shown * 100)}
    aria-valuetext=${percentText(part)}
  >
    <div style=${{ "--part": shown, "--colour": colour }}></div>
  </div>`;
}
