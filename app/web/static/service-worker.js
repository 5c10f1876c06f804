// Keeps the page's own files, so that the page opens without its server. It never keeps an answer about anybody's money.

const { name, places, files } = self.shell;

function isPlace(path) {
  return places.includes(path) || places.includes(path.replace(/[^/]+$/, "*"));
}

async function keepFiles() {
  const cache = await caches.open(name);
  await cache.addAll(files);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((other) => other !== name).map((other) => caches.delete(other)));
}

/** The page as the server sends it; without a server, the kept one, which says that there is none. */
async function pageOf(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match("/", { cacheName: name })) ?? Response.error();
  }
}

async function fileOf(request) {
  return (await caches.match(request)) ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(keepFiles()));
addEventListener("activate", (event) => event.waitUntil(forgetOthers()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && isPlace(pathname)) event.respondWith(pageOf(request));
  if (pathname.startsWith("/assets/")) event.respondWith(fileOf(request));
});
