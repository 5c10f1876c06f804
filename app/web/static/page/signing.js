// Coming in: signing in, becoming the first user, and one click for the demo.

import { html } from "htm/preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "./api.js";
import { Field, Form } from "./dialogs.js";
import { MAY_SIGN_UP, SIGN_IN, SIGN_UP } from "./documents.js";
import { open, wasHere } from "./state.js";

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

export function Mark() {
  return html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="thistle" d="M16 3l2.2 5.2L22 4.4l.6 5.6 5-2-2.4 5.4H6.8L4.4 8l5 2 .6-5.6 3.8 3.8z" />
    <path class="aqua" d="M7 15h18c0 5-3.4 8.4-7.7 8.9V29h-2.6v-5.1C10.4 23.4 7 20 7 15z" />
  </svg>`;
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
  const send = async ({ periodStartDay, ...values }) => {
    const input = { ...values, locale: navigator.language, periodStartDay: Number(periodStartDay) };
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
      <${StartDayField} problem=${problem("periodStartDay")} />
    `}
  <//>`;
}

export function CurrencyField({ chosen = "EUR", ...field }) {
  const names = new Intl.DisplayNames(navigator.language, { type: "currency" });
  return html`<${Field} label="Currency" name="baseCurrency" ...${field}>
    ${Intl.supportedValuesOf("currency").map(
      (code) =>
        html`<option key=${code} value=${code} selected=${code === chosen}>${code} – ${names.of(code)}</option>`,
    )}
  <//>`;
}

export function ZoneField({ zone, ...field }) {
  const zones = new Set([zone, ...Intl.supportedValuesOf("timeZone")]);
  return html`<${Field} label="Time zone" name="timeZone" ...${field}>
    ${[...zones].map((name) => html`<option key=${name} value=${name} selected=${name === zone}>${name}</option>`)}
  <//>`;
}

export function StartDayField({ chosen = 1, ...field }) {
  return html`<${Field}
    label="A budget period starts on day"
    name="periodStartDay"
    type="number"
    min="1"
    max="28"
    defaultValue=${chosen}
    hint="1 is the calendar month; choose your payday to plan from pay to pay."
    ...${field}
  />`;
}
