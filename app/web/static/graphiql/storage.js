// What GraphiQL keeps in this browser: all but the headers of its history, which may hold tokens, and passwords.
const PREFIX = "graphiql:";
const HISTORY = new Set([`${PREFIX}queries`, `${PREFIX}favorites`]);
const NAMES_A_PASSWORD = /password/i;

function withoutSecrets(history) {
  const { queries, favorites } = JSON.parse(history);
  const [name, kept] = queries ? ["queries", queries] : ["favorites", favorites];
  const harmless = kept.filter((entry) => !NAMES_A_PASSWORD.test(entry.query + entry.variables));
  return JSON.stringify({ [name]: harmless.map(({ headers, ...entry }) => entry) });
}

function keep(key, value) {
  if (HISTORY.has(key)) localStorage.setItem(key, withoutSecrets(value));
  else if (NAMES_A_PASSWORD.test(value)) localStorage.removeItem(key);
  else localStorage.setItem(key, value);
}

export const storage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: keep,
  removeItem: (key) => localStorage.removeItem(key),
  get length() {
    return localStorage.length;
  },
  clear() {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    for (const key of keys) localStorage.removeItem(key);
  },
};
