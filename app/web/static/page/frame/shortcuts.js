// The keys that do something wherever the page is, and the dialog that lists them.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "../parts/dialogs.js";
import { PLACES } from "../places.js";
import { address, go } from "../store/address.js";
import { shortcutsOn } from "../store/state.js";

/** How long after g the key of a place may come. */
const SECOND_KEY_MS = 1_500;
const SEARCH_MS = 2_000;

const SHORTCUTS = [
  ["n", "Add a transaction"],
  ["/", "Find transactions"],
  ...PLACES.map(({ key, name }) => [`g ${key}`, name]),
  ["?", "Show this"],
];

export function Shortcuts({ add }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    let wasG = 0;
    const pressed = (event) => {
      if (isForElsewhere(event)) return;
      const place = Date.now() - wasG < SECOND_KEY_MS && PLACES.find(({ key }) => key === event.key);
      wasG = event.key === "g" ? Date.now() : 0;
      const work = place ? () => go(place.path) : { n: add, "/": search, "?": () => setOpen(true) }[event.key];
      if (!work || (event.key !== "?" && !shortcutsOn.peek())) return;
      event.preventDefault();
      work();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  const turn = ({ target }) => (shortcutsOn.value = target.checked);
  return (
    open &&
    html`<${Dialog} title="Keyboard shortcuts" onClose=${() => setOpen(false)}>
      <dl class="shortcuts">
        ${SHORTCUTS.map(([keys, name]) => html`<div key=${keys}><dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${name}</dd></div>`)}
      </dl>
      <label class="check"><input type="checkbox" checked=${shortcutsOn.value} onChange=${turn} /> Use shortcuts in this browser</label>
    <//>`
  );
}

/** Whether a key is written into something, belongs to the browser, or to an open dialog. */
function isForElsewhere({ target, ctrlKey, metaKey, altKey }) {
  const isWriting = target.closest?.("input:not([type=checkbox], [type=radio]), select, textarea");
  return ctrlKey || metaKey || altKey || isWriting || document.querySelector("dialog[open]");
}

function search() {
  if (address.peek().path !== "/transactions") go("/transactions");
  const until = Date.now() + SEARCH_MS;
  const focus = () => {
    const input = document.querySelector("input[type=search]");
    if (input) input.focus();
    else if (Date.now() < until) requestAnimationFrame(focus);
  };
  requestAnimationFrame(() => requestAnimationFrame(focus));
}
