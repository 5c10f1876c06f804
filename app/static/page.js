// The page at /.
import { signal } from "@preact/signals";
import { createClient } from "graphql-ws";
import { html, render } from "htm/preact";

const libraries = signal(`The page’s libraries are loaded${createClient ? "." : ""}`);

render(html`<p>${libraries}</p>`, document.getElementById("page"));
