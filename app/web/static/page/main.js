// The page: a sign-in, or the frame around a place. The first figures are drawn before the modules of all else are loaded.

import { effect, signal } from "@preact/signals";
import { html } from "htm/preact";
import { render } from "preact";
import { Headline } from "./cards/headline.js";
import { firstAnswer } from "./first.js";
import { load, placeAt, titleAt } from "./places.js";
import { address, followLinks } from "./store/address.js";
import { dashboard, openWith, trouble, viewer } from "./store/state.js";

// An answer that comes sooner is shown without a skeleton before it.
const SOON_MS = 100;

/** The screens, or what stands in for them until they are loaded. */
const screens = signal({ Frame: Waiting, Welcome: Trouble });

/** Why the page is not whole, which no answer mends. */
const lack = signal(null);

function Page() {
  const { Frame, Welcome } = screens.value;
  if (viewer.value === null) return html`<${Welcome} />`;
  if (!viewer.value) return html`<${Waiting} />`;
  return html`<${Frame} key=${viewer.value.id} />`;
}

/** The frame before all of it is there: the same rooms, empty but for the headline of the dashboard once it is known. */
function Waiting() {
  const { path } = address.value;
  return html`
    <div class="sidebar"></div>
    <header class="top-bar"><h1>${titleAt(path)}</h1></header>
    <main class="place" aria-busy="true">
      ${
        path === "/" && dashboard.value
          ? html`<${Headline} dashboard=${dashboard.value} />`
          : html`<div class="headline skeleton"></div>`
      }
      <div class="skeleton lines"></div>
    </main>
    <${Trouble} />
  `;
}

function Trouble() {
  const told = lack.value ?? trouble.value;
  return told && html`<div class="notice" role="status"><p>${told}</p></div>`;
}

async function loadScreens() {
  // Their modules are not asked for before this, so as not to be in the way of the first figures.
  document.head.append(document.getElementById("later").content);
  const place = placeAt(address.peek().path);
  const [{ Frame }, { Welcome }] = await Promise.all([
    import("./frame/frame.js"),
    import("./signing/signing.js"),
    load(place),
  ]);
  screens.value = { Frame, Welcome };
}

function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

function frame() {
  return new Promise(requestAnimationFrame);
}

effect(() => {
  const title = titleAt(address.value.path);
  document.title = viewer.value ? `${title} · Aqua Thistle` : "Aqua Thistle";
});
followLinks(placeAt);
await Promise.race([openWith(firstAnswer), pause(SOON_MS)]);
render(html`<${Page} />`, document.getElementById("page"));
await frame();
await pause(0);
loadScreens().catch(() => (lack.value = "Not all of the page could be loaded; load it again."));
