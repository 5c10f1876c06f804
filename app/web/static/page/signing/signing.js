// Coming in: signing in, becoming the first user, and one click for the demo.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { Field, Form } from "../parts/dialogs.js";
import { Mark } from "../parts/mark.js";
import { ask } from "../store/api.js";
import { MAY_SIGN_UP, SIGN_IN, SIGN_UP } from "../store/documents.js";
import { open, wasHere } from "../store/state.js";
import { CalendarFields, CurrencyField, withCalendar, ZoneField } from "./ledger_fields.js";

const DEMO = document.querySelector("meta[name=demo-password]")?.content;

export function Welcome() {
  /** Whether somebody new may sign up; undefined while that is not known, null where it could not be asked. */
  const [mayBegin, setMayBegin] = useState();
  const [begins, setBegins] = useState(false);
  useEffect(() => {
    const know = (isAllowed) => {
      setMayBegin(isAllowed);
      setBegins(isAllowed && !wasHere.peek());
    };
    ask(MAY_SIGN_UP).then(
      (data) => know(data.maySignUp),
      () => know(null),
    );
  }, []);
  return html`<main class="welcome" aria-busy=${mayBegin === undefined ? "true" : "false"}>
    <header>
      <${Mark} />
      <h1>Aqua Thistle</h1>
      <p>Your money, exact and live, on your own machine.</p>
    </header>
    ${DEMO && html`<${Demo} />`}
    ${
      mayBegin !== undefined &&
      html`
        <section class="card" aria-labelledby="welcome-title">
          <h2 id="welcome-title">${begins ? "Begin your ledger" : "Sign in"}</h2>
          ${begins ? html`<${SignUp} />` : html`<${SignIn} />`}
        </section>
        ${
          mayBegin &&
          html`<p>
            ${begins ? "Been here before?" : "First time here?"}${" "}
            <button type="button" class="link" onClick=${() => setBegins(!begins)}>${begins ? "Sign in" : "Begin your ledger"}</button>
          </p>`
        }
        ${mayBegin === false && html`<p class="hint">Nobody can sign up here; the server's owner can add you.</p>`}
      `
    }
  </main>`;
}

function Demo() {
  const [problem, setProblem] = useState(null);
  const enter = async () => {
    try {
      const { signIn } = await ask(SIGN_IN, { input: { username: "demo", password: DEMO } });
      if (signIn.problems.length) setProblem(signIn.problems[0].message);
      else await open();
    } catch (failure) {
      setProblem(failure.message);
    }
  };
  return html`<section class="card demo" aria-label="Demo">
    <p>An invented household, three years up to today. Try anything: none of it is real.</p>
    <button type="button" class="main" onClick=${enter}>Open the demo</button>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
  </section>`;
}

function SignIn() {
  const send = async (input) => (await ask(SIGN_IN, { input })).signIn;
  return html`<${Form} key="in" label="Sign in" send=${send} done=${() => open()}>
    ${(problem) => html`
      <${Field} label="Name" name="username" autocomplete="username" autocapitalize="none" problem=${problem("username")} />
      <${Field} label="Password" name="password" type="password" autocomplete="current-password" problem=${problem("password")} />
    `}
  <//>`;
}

function SignUp() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const send = async (values) => {
    const input = { ...withCalendar(values), locale: navigator.language };
    return (await ask(SIGN_UP, { input })).signUp;
  };
  return html`<${Form} key="up" label="Begin" send=${send} done=${() => open()}>
    ${(problem) => html`
      <${Field} label="Name" name="username" autocomplete="username" autocapitalize="none" problem=${problem("username")} />
      <${Field}
        label="Password"
        name="password"
        type="password"
        autocomplete="new-password"
        hint="At least 10 characters."
        problem=${problem("password")}
      />
      <${CurrencyField} problem=${problem("baseCurrency")} />
      <${ZoneField} zone=${zone} problem=${problem("timeZone")} />
      <${CalendarFields} problem=${problem} />
    `}
  <//>`;
}
