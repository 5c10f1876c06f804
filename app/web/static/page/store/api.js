// Operations over HTTP, as the signed-in browser: the session is a cookie that no script can read.

const ENDPOINT = "/graphql";

// How the server words that a variable is not of its type: the place below `input`, and the sentence.
const MISTYPED = /^Variable '\$input' has invalid value at \.([\w.]+): (.*)$/s;
// What it says of a type is for programs; people are told this.
const FOR_PEOPLE = { Decimal: "Write an amount, such as 12.50.", Date: "Choose a day.", Int: "Write a whole number." };

/** Why there is no data; `problems` are its reasons, in the shape that payloads have. */
export class Failure extends Error {
  constructor(message, code, problems = [{ field: null, message }]) {
    super(message);
    this.code = code;
    this.problems = problems;
  }
}

let owner = null;
let left = () => {};

/** Ask as this user alone from now on, or as whoever is signed in; `whenLeft` hears that the session is no longer theirs. */
export function askAs(userId, whenLeft = () => {}) {
  owner = userId;
  left = whenLeft;
}

/** What tells the server, over a WebSocket, whose money is shown. */
export function connectionParams() {
  return owner && { viewer: owner };
}

/** What to do when the server says that the session is not, or no longer, of whom the page asks for. */
export function refused() {
  left();
}

/** The data of an operation; a Failure with a sentence and a code when there is none. */
export function ask(query, variables = {}) {
  return send({ headers: { "content-type": "application/json" }, body: JSON.stringify({ query, variables }) });
}

/** The same with a file in the place of `variables.input.file`, by the GraphQL multipart request. */
export function askWithFile(query, variables, file) {
  const form = new FormData();
  const input = { ...variables.input, file: null };
  form.append("operations", JSON.stringify({ query, variables: { ...variables, input } }));
  form.append("map", JSON.stringify({ file: ["variables.input.file"] }));
  form.append("file", file);
  return send({ headers: { "graphql-require-preflight": "1" }, body: form });
}

async function send(request) {
  let answer;
  try {
    // Another tab may have signed in somebody else, whose money has no place here.
    const headers = owner ? { ...request.headers, "aqua-thistle-viewer": owner } : request.headers;
    const response = await fetch(ENDPOINT, { method: "POST", ...request, headers });
    answer = await response.json();
  } catch {
    throw new Failure("The server does not answer; try again in a moment.", "UNREACHABLE");
  }
  if (answer.errors?.length) {
    const [{ message, extensions }] = answer.errors;
    if (extensions?.code === "UNAUTHENTICATED") left();
    throw new Failure(message, extensions?.code, answer.errors.map(problemOf));
  }
  return answer.data;
}

function problemOf({ message }) {
  const [, place, sentence] = MISTYPED.exec(message) ?? [];
  if (!place) return { field: null, message };
  const [type] = /\b(Decimal|Date|Int)\b/.exec(sentence) ?? [];
  return { field: place.split("."), message: FOR_PEOPLE[type] ?? sentence };
}

/** A key that makes a retry of a mutation safe. It also works where the page came over plain HTTP. */
export function idempotencyKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
