// Serves a participant's pages when there is no line: those that were opened before, to the person who opened them.

const PARTS = "padan-parts";
const PAGES = "padan-pages:";

addEventListener("message", (event) => {
  const { keep, parts, person } = event.data;
  if (!keep) return;
  event.waitUntil((async () => {
    await Promise.allSettled(parts.map(part));
    await Promise.allSettled(keep.map((path) => page(new Request(path, { credentials: "same-origin" }), person)));
    event.source?.postMessage({ kept: true });
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "POST" && url.pathname === "/accounts/logout/") event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (url.pathname.startsWith("/static/")) event.respondWith(part(request.url));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

async function forgetIfEnded() {
  const { person } = await (await fetch("/tasks/session/", { cache: "no-store" })).json();
  await forget(person ? PAGES + person : "");
}

async function page(request, wanted = "") {
  const path = new URL(request.url).pathname;
  let answer;
  try {
    answer = await within(fetch(request));
  } catch {
    return (await kept(path)) || (await kept("/tasks/offline/")) || Response.error();
  }
  const person = answer.headers.get("X-Padan-Person");
  if (answer.redirected || (answer.type === "opaqueredirect" && (path.startsWith("/tasks/") || await kept(path)))) await forgetIfEnded();
  else if (person && answer.ok && (!wanted || wanted === person)) {
    await forget(PAGES + person);
    await (await caches.open(PAGES + person)).put(path, answer.clone());
  }
  return answer;
}

async function kept(path) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PAGES)) continue;
    const found = await (await caches.open(name)).match(path, { ignoreVary: true, ignoreSearch: true });
    if (found) return found;
  }
  return undefined;
}
