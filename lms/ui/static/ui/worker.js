// What every worker of this site does; one that is served has this before its own text (`lms.ui.workers`), and says under which names
// its browser keeps things: PARTS, and PAGES with a person behind it.

const SECONDS = 8;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// Pages of other people go as soon as somebody else's page is seen; all go when nobody is signed in any more.
async function forget(except = "") {
  for (const name of await caches.keys()) if (name.startsWith(PAGES) && name !== except) await caches.delete(name);
}

// A name with a digest in it never changes; of any other the newest counts, while there is a line.
async function part(url) {
  const cache = await caches.open(PARTS);
  const found = await cache.match(url);
  if (found && /\.[0-9a-f]{12}\./.test(url)) return found;
  try {
    const answer = await within(fetch(url));
    if (answer.ok) await cache.put(url, answer.clone());
    return answer;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

function within(promise) {
  return Promise.race([promise, new Promise((_done, stop) => setTimeout(stop, SECONDS * 1000, new Error("too slow")))]);
}
