// Forms in dialogs: each input with its label and, after a refusal, the server's sentence beside it.

import { html } from "htm/preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { idempotencyKey } from "../store/api.js";
import { notice } from "../store/state.js";

const NOTICE_MS = 10_000;
const SAVED_BEFORE = {
  message: "An earlier try was saved after all, as it was then. Close this to see it, or save this as well.",
};

/** A modal dialog for as long as it is drawn; Escape and the cross close it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef();
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown.showModal();
    shown.querySelector("input:not([type=radio]), select")?.focus();
    return () => shown.close();
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby=${id} onClose=${onClose}>
    <section>
      <header>
        <h2 id=${id}>${title}</h2>
        <button type="button" class="plain icon" aria-label="Close" onClick=${() => dialog.current.close()}>✕</button>
      </header>
      ${children}
    </section>
    <${Notice} />
  </dialog>`;
}

/**
 * A form around one change, which cannot be sent while it `waits`. `send` takes the named values, and {form, key}: the
 * element, and the key that makes a retry safe. It returns a payload; problems are shown beside the input that they
 * name, all others above the button. `done` is called with the payload of a change that was made.
 */
export function Form({ send, done, label, children, beside, waits }) {
  const form = useRef();
  const key = useRef();
  const [problems, setProblems] = useState([]);
  const [busy, setBusy] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    key.current ??= idempotencyKey();
    try {
      const values = Object.fromEntries(new FormData(form.current));
      const payload = await send(values, { form: form.current, key: key.current });
      if (!payload.problems.length) {
        await done(payload);
        // A form that stays, such as that of the settings, may be sent again, and is another request then.
        key.current = null;
        setProblems([]);
        return setBusy(false);
      }
      const isKeyUsed = payload.problems.some(({ field }) => field?.includes("idempotencyKey"));
      if (isKeyUsed) key.current = null;
      setProblems(isKeyUsed ? [SAVED_BEFORE] : payload.problems);
    } catch (failure) {
      setProblems(failure.problems);
    }
    setBusy(false);
  };
  const named = new Set(Array.from(form.current?.elements ?? [], (input) => input.name));
  const fieldOf = (problem) => problem.field?.findLast((name) => named.has(name));
  const problemOf = (name) => problems.find((problem) => fieldOf(problem) === name)?.message;
  const others = problems.filter((problem) => !fieldOf(problem));
  useEffect(() => {
    const invalid = form.current?.querySelector("[aria-invalid=true]");
    if (invalid) invalid.focus();
    else form.current?.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
  }, [problems]);
  return html`<form ref=${form} onSubmit=${submit} novalidate>
    ${children(problemOf)}
    ${others.map(({ message }) => html`<p key=${message} class="problem" role="alert">${message}</p>`)}
    <footer>
      ${beside}
      <button type="submit" class="main" disabled=${busy || waits}>${label}</button>
    </footer>
  </form>`;
}

/** A dialog of one form, which is what a Form takes; it is closed when the change was made. */
export function FormDialog({ title, onClose, ...form }) {
  return html`<${Dialog} title=${title} onClose=${onClose}><${Form} done=${onClose} ...${form} /><//>`;
}

/** An input with its label: of some lines with `lines`, a choice with options; `input` are the attributes of the element. */
export function Field({ label, name, problem, hint, lines, children, ...input }) {
  const id = useId();
  const described = problem || hint ? `${id}-told` : undefined;
  const shared = { id, name, "aria-invalid": problem ? "true" : undefined, "aria-describedby": described, ...input };
  const tag = lines ? "textarea" : children ? "select" : "input";
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <${tag} ...${shared}>${children}<//>
    ${hint && !problem && html`<p class="hint" id=${described}>${hint}</p>`}
    ${problem && html`<p class="problem" id=${described} role="alert">${problem}</p>`}
  </div>`;
}

/** Do some work for a button that is pressed, once, however often it is pressed meanwhile. */
export async function once({ currentTarget: button }, work) {
  button.disabled = true;
  try {
    return await work();
  } finally {
    button.disabled = false;
  }
}

/** Says what happened last, with a button for what can be done about it; behind a dialog nobody could press it. */
export function Notice() {
  const shown = notice.value;
  useEffect(() => {
    const fading = shown && setTimeout(() => (notice.value = null), NOTICE_MS);
    return () => clearTimeout(fading);
  }, [shown]);
  const take = ({ accept }) => {
    notice.value = null;
    accept();
  };
  return html`<div class="notice" role="status">
    ${
      shown &&
      html`<p>
      <span>${shown.text}</span>
      ${shown.offers.map((offer) => html`<button key=${offer.name} type="button" onClick=${() => take(offer)}>${offer.name}</button>`)}
      <button type="button" class="plain icon" aria-label="Dismiss" onClick=${() => (notice.value = null)}>✕</button>
    </p>`
    }
  </div>`;
}
