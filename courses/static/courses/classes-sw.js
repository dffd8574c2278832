// Serves the trainer's page of names when there is no line: the one that was opened before, to the person who opened it, until the class is over.
// Signing out takes it away at once (ui/padan.js); a session that ends by itself, the next page that is asked for.

const PARTS = "padan-class-parts";
const PAGES = "padan-pages:classes:";

addEventListener("message", (event) => {
  const { keep, parts, person } = event.data;
  if (!keep) return;
  event.waitUntil((async () => {
    await Promise.allSettled(parts.map(part));
    const answer = await fetch(keep, { credentials: "same-origin", redirect: "manual" });
    await hold(keep, answer, person);
    event.source?.postMessage({ kept: true });
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin || request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(part(request.url));
  else if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
});

async function hold(path, answer, wanted = "") {
  const person = answer.headers.get("X-Padan-Person");
  if (answer.type === "opaqueredirect" || answer.redirected) return forget();
  if (!answer.ok || !person || (wanted && wanted !== person)) return undefined;
  await forget(PAGES + person);
  return (await caches.open(PAGES + person)).put(path, answer.clone());
}

async function page(request, path) {
  const [, , id] = path.split("/");
  const spare = await kept(`/classes/${id}/offline/`);
  try {
    // Only where something is kept the line is given up for slow.
    const answer = await (spare ? within(fetch(request)) : fetch(request));
    if (path.endsWith("/offline/")) await hold(path, answer);
    // Sent to the sign-in page: nobody is signed in here any more.
    else if (answer.type === "opaqueredirect") await forget();
    return answer;
  } catch {
    return spare || Response.error();
  }
}

async function kept(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const cache = await caches.open(name);
    const found = await cache.match(path, { ignoreVary: true, ignoreSearch: true });
    if (found && Date.now() < Number(found.headers.get("X-Padan-Until")) * 1000) return found;
    if (found) await cache.delete(path, { ignoreVary: true, ignoreSearch: true });
  }
  return undefined;
}
