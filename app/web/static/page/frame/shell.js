// Lets this browser keep the page's own files, so that the page opens without its server.

const WORKER = "/service-worker.js";

let isAsked = false;

/** Only a secure origin, such as localhost, has service workers; elsewhere the page does without. */
export function keepShell() {
  if (isAsked) return;
  isAsked = true;
  // The one address of a script that this page may load by its name; pages.py allows the policy.
  const policy = globalThis.trustedTypes?.createPolicy("service-worker", { createScriptURL: () => WORKER });
  navigator.serviceWorker?.register(policy ? policy.createScriptURL(WORKER) : WORKER).catch(() => {});
}
