// Keeps the shell of the page for when there is no network. It keeps no message, no answer and no receipt.
const SHELF = "postproof-shell";
const OFFLINE = ["offline?lang=en", "offline?lang=es"];
const SHELL = [...OFFLINE, "static/page.css", "static/page.js", "static/icon.svg"].map((path) => new URL(path, self.registration.scope).href);

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(SHELL.map((address) => new Request(address, { cache: "reload" })))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** The page that says that there is no network, in the language of the address, else of the browser. */
async function offline(request) {
  const said = new URL(request.url).searchParams.get("lang") ?? self.navigator.language.slice(0, 2);
  const kept = await caches.match(SHELL[said === "es" ? 1 : 0]);
  return kept ?? Response.error();
}

/** A file of the shell as it is now, kept for later; without a network as it was. */
async function fresh(request) {
  try {
    const response = await fetch(request);
    if (response.ok) await (await caches.open(SHELF)).put(request.url, response.clone());
    return response;
  } catch {
    return (await caches.match(request.url)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offline(request)));
  else if (request.method === "GET" && SHELL.includes(request.url)) event.respondWith(fresh(request));
});
