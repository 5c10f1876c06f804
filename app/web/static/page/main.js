// The page: a sign-in, or the home screen. The first figures are drawn before the modules of all else are loaded.

import { signal } from "@preact/signals";
import { html } from "htm/preact";
import { render } from "preact";
import { firstAnswer } from "./first.js";
import { Headline } from "./overview.js";
import { dashboard, openWith, trouble, viewer } from "./state.js";

// An answer that comes sooner is shown without a skeleton before it.
const SOON_MS = 100;

/** The screens, or what stands in for them until they are loaded. */
const screens = signal({ Home: Waiting, Welcome: Trouble });

/** Why the page is not whole, which no answer mends. */
const lack = signal(null);

function Page() {
  const { Home, Welcome } = screens.value;
  if (viewer.value === null) return html`<${Welcome} />`;
  if (!viewer.value) return html`<${Waiting} />`;
  return html`<${Home} key=${viewer.value.id} />`;
}

/** The home screen before all of it is there: the same places, empty but for the headline once it is known. */
function Waiting() {
  return html`
    <header class="top-bar"></header>
    <main class="home" aria-busy="true">
      <h1 class="unseen">Home</h1>
      ${
        dashboard.value
          ? html`<${Headline} dashboard=${dashboard.value} plan=${() => {}} />`
          : html`<div class="headline skeleton"></div>`
      }
      <aside><div class="card skeleton"></div><div class="card skeleton"></div></aside>
      <div class="cards">${Array.from({ length: 6 }, (_, index) => html`<div key=${index} class="card skeleton"></div>`)}</div>
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
  const [{ Home }, { Welcome }] = await Promise.all([import("./home.js"), import("./signing.js")]);
  screens.value = { Home, Welcome };
}

function pause(milliseconds) {
  return new Promise((resume) => setTimeout(resume, milliseconds));
}

function frame() {
  return new Promise(requestAnimationFrame);
}

await Promise.race([openWith(firstAnswer), pause(SOON_MS)]);
render(html`<${Page} />`, document.getElementById("page"));
await frame();
await pause(0);
loadScreens().catch(() => (lack.value = "Not all of the page could be loaded; load it again."));
