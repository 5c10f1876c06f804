// The frame around each place: the ways to the others, the bar on top, and the dialogs that open from anywhere.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { TransactionDialog } from "../dialogs/transaction.js";
import { DropZone, Importing } from "../importing/statement.js";
import { Notice } from "../parts/dialogs.js";
import { load, placeAt } from "../places.js";
import { address } from "../store/address.js";
import { followDashboard } from "../store/following.js";
import { OF_A_PERIOD } from "../store/query.js";
import { period, periods, showPeriodOf, tell } from "../store/state.js";
import { BottomBar, Sidebar } from "./navigation.js";
import { keepShell } from "./shell.js";
import { Shortcuts } from "./shortcuts.js";
import { TopBar } from "./topbar.js";

export function Frame() {
  const [files, setFiles] = useState([]);
  const [edited, edit] = useState(null);
  const { path, query } = address.value;
  const place = placeAt(path);
  useEffect(() => {
    if (OF_A_PERIOD.has(path)) showPeriodOf(query);
  }, [path, query]);
  useEffect(keepShell, []);
  useEffect(() => followDashboard(period.value, periods.value), [period.value, periods.value]);
  const take = (more) => setFiles((before) => [...before, ...more]);
  const add = () => edit({});
  return html`
    <a class="skip" href="#main">Skip to the contents</a>
    <${Sidebar} place=${place} />
    <${TopBar} place=${place} take=${take} add=${add} />
    <main class="place" id="main" tabindex="-1">
      <${Place} key=${path} place=${place} take=${take} edit=${edit} add=${add} />
    </main>
    <footer class="page-footer">
      <a href="/graphql">GraphiQL</a>
      <a href=${document.querySelector("link[rel=license]").href}>Third-party notices</a>
    </footer>
    <${BottomBar} place=${place} add=${add} />
    <${Shortcuts} add=${add} />
    <${DropZone} take=${take} />
    ${edited && html`<${TransactionDialog} key=${edited.id} transaction=${edited} onClose=${() => edit(null)} />`}
    ${files.length > 0 && html`<${Importing} files=${files} close=${() => setFiles([])} />`}
    <${Notice} />
  `;
}

/** A place, once its module is loaded. */
function Place({ place, ...actions }) {
  const [module, setModule] = useState(place.module);
  useEffect(() => {
    const fail = () => tell("Not all of the page could be loaded; load it again.");
    if (!module) load(place).then(setModule, fail);
  }, []);
  return module ? html`<${module.Place} ...${actions} />` : html`<div class="skeleton lines" aria-busy="true"></div>`;
}
