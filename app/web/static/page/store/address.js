// The address of the page and its history: links, back and forward, and where the reader was in each entry.

import { signal } from "@preact/signals";

const KEPT = "where";
/** How long a place may take to be as it was, until it is left as it is. */
const RETURN_MS = 5_000;
const NEAR_PX = 80;
const RESTARTS = ["wheel", "touchstart", "pointerdown", "keydown"];

/** Where the page is: its path and its query. */
export const address = signal(read());

/** The key of the shown history entry. */
let entry = history.state?.key ?? name();
/** Stops what still brings the reader back to where they were. */
let stay = () => {};

/** Show another address of the page; `replace` puts it in the place of the shown one. */
export function go(href, { replace = false } = {}) {
  const path = address.peek().path;
  const before = location.pathname + location.search;
  stay();
  if (replace || href === before) history.replaceState(history.state, "", href);
  else {
    remember();
    entry = newKey();
    history.pushState({ key: entry }, "", href);
  }
  address.value = read();
  if (address.peek().path !== path) begin();
}

/** Follow links and the browser's buttons: those whose path `isPlace`. */
export function followLinks(isPlace) {
  history.scrollRestoration = "manual";
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button || isForBrowser(event, link) || !isPlace(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  addEventListener("popstate", () => {
    const { path, query } = address.peek();
    // A link to a part of this page makes an entry, but no other address.
    const isSame = location.pathname === path && new URLSearchParams(location.search).toString() === query.toString();
    if (isSame && !history.state) return;
    remember();
    entry = history.state?.key ?? name();
    address.value = read();
    comeBack();
  });
  addEventListener("pagehide", remember);
  comeBack();
}

function isForBrowser(event, link) {
  const isModified = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
  return isModified || link.target || link.download || link.hash || link.origin !== location.origin;
}

function read() {
  return { path: location.pathname, query: new URLSearchParams(location.search) };
}

function newKey() {
  return crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
}

/** Give the shown entry a key. */
function name() {
  const key = newKey();
  history.replaceState({ key }, "");
  return key;
}

/** Begin at the top of a place, where a screen reader says its title. */
function begin() {
  scrollTo(0, 0);
  requestAnimationFrame(() => document.querySelector("main")?.focus({ preventScroll: true }));
}

/** Keep nothing of where the reader was, nor of what was looked for. */
export function forget() {
  sessionStorage.removeItem(KEPT);
  if (location.search) go(location.pathname, { replace: true });
}

function places() {
  return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
}

/** Keep how far the shown entry is scrolled and what has its focus. */
function remember() {
  const focused = document.activeElement;
  const label = focused && focused !== document.body ? labelOf(focused) : "";
  const where = {
    scroll: scrollY,
    focus: label ? { tag: focused.localName, label, top: focused.getBoundingClientRect().top } : null,
  };
  sessionStorage.setItem(KEPT, JSON.stringify({ ...places(), [entry]: where }));
}

/** What tells an element from its like after the page was drawn anew. */
function labelOf(element) {
  return element.id || element.getAttribute("href") || element.ariaLabel || element.textContent.slice(0, 100);
}

/** The element that had the focus: it says the same in the same part of the window, where a long list has it twice. */
function elementLike({ tag, label, top }) {
  const isThere = (element) => Math.abs(element.getBoundingClientRect().top - top) < NEAR_PX;
  return [...document.querySelectorAll(tag)].find((element) => labelOf(element) === label && isThere(element));
}

/** Scroll and focus as it was in this entry, as soon as it is drawn that far; the reader's own move goes first. */
function comeBack() {
  const { scroll, focus } = places()[entry] ?? {};
  stay();
  if (scroll === undefined) return;
  const until = Date.now() + RETURN_MS;
  let isOver = false;
  stay = () => {
    isOver = true;
    for (const type of RESTARTS) removeEventListener(type, stay);
  };
  for (const type of RESTARTS) addEventListener(type, stay);
  const attempt = () => {
    if (isOver || Date.now() > until) return stay();
    scrollTo(0, scroll);
    const element = focus && elementLike(focus);
    element?.focus({ preventScroll: true });
    if (Math.abs(scrollY - scroll) > 1 || (focus && !element)) requestAnimationFrame(attempt);
    else stay();
  };
  requestAnimationFrame(attempt);
}
