{% autoescape off %}/* Keeps the page for no connection and its style, and nothing else: no page of the site, no form, no report,
   no answer of the server is ever put into a cache (HL-5, HL-11). It asks for nothing by itself: no push,
   no sync, no timer. */
const CACHE = "{{ cache }}";
const FILES = {{ files }};
const OFFLINE = "{{ offline }}";

async function fill() {
  const cache = await caches.open(CACHE);
  /* Without cookies: what is kept is what a stranger would get. */
  await cache.addAll(FILES.map((url) => new Request(url, { cache: "reload", credentials: "omit" })));
}

async function tidy() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
  await self.clients.claim();
}

async function page(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  /* A form that is sent goes its usual way: the browser's own error page sends it again, text and all. */
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname !== OFFLINE && FILES.includes(url.pathname)) event.respondWith(file(request));
});
{% endautoescape %}
