// Runs the steps of a client, and prints what each returned, or why it failed, as one JSON object.
import WebSocket from "ws";

const SECONDS = 8;
export const [url, token, recipes, ...others] = process.argv.slice(2);
globalThis.WebSocket ??= WebSocket; // Node 20 has none
// A module that docs/clients.md shows.
export const recipe = (name) => import(`${recipes}/${name}`);

export async function run(steps) {
  const results = { warnings: [] };
  console.warn = console.error = (...words) => results.warnings.push(words.join(" "));
  // A client that stops following aborts its request, and some leave the rejected promise alone.
  process.on("unhandledRejection", (error) => error?.name === "AbortError" || results.warnings.push(String(error)));
  for (const [name, step] of Object.entries(steps)) {
    results[name] = await Promise.race([step(), timeout()]).catch((error) => ({ failed: String(error) }));
  }
  console.log(JSON.stringify(results));
  process.exit(); // some clients keep their connections open
}

function timeout() {
  return new Promise((_, reject) => setTimeout(reject, SECONDS * 1000, new Error("It took too long.")));
}

// What `look` returns, as soon as it is something.
export async function until(look) {
  for (let seen = look(); ; seen = look()) {
    if (seen) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

// A `fetch` that keeps cookies as a browser does, and counts the requests.
export function browser() {
  let cookie = "";
  let count = 0;
  async function send(address, options) {
    count += 1;
    const headers = { ...options.headers, ...(cookie && { cookie }) };
    const response = await fetch(address, { ...options, headers });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  }
  return { fetch: send, requests: () => count };
}
