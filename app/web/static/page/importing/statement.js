// A bank's statements, dropped or chosen.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { tell } from "../store/state.js";

const ACCEPTED = ".csv,.tsv,.txt,.ofx,.qfx,.qif,.xml,.zip,.sta,.940,.mt940,.xlsx,.xls,.ods,text/csv";

/** Takes files dropped anywhere on the page. */
export function DropZone({ take }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
    const listeners = {
      dragover: (event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        setOver(true);
      },
      dragleave: (event) => event.relatedTarget === null && setOver(false),
      drop: (event) => {
        if (!carriesFile(event)) return;
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      },
    };
    for (const [name, listener] of Object.entries(listeners)) addEventListener(name, listener);
    return () => {
      for (const [name, listener] of Object.entries(listeners)) removeEventListener(name, listener);
    };
  }, [take]);
  return (
    over && html`<div class="drop-zone" aria-hidden="true"><p>Drop statements to see what would be imported</p></div>`
  );
}

export function ImportButton({ take }) {
  const chosen = (event) => {
    take([...event.target.files]);
    event.target.value = "";
  };
  return html`<label class="button">
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 15V4M7.5 8.5L12 4l4.5 4.5M5 19h14" /></svg>
    <span class="words">Import<span class="unseen"> a bank statement</span></span>
    <input class="unseen" type="file" multiple accept=${ACCEPTED} onChange=${chosen} />
  </label>`;
}

/** The previews of files, whose modules are loaded once there are any. */
export function Importing({ files, close }) {
  const [loaded, setLoaded] = useState(null);
  useEffect(() => {
    const fail = () => {
      tell("Not all of the page could be loaded; load it again.");
      close();
    };
    import("./importing.js").then(setLoaded, fail);
  }, []);
  return loaded && html`<${loaded.Imports} files=${files} close=${close} />`;
}
