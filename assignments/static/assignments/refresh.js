// Keeps parts of a page as they stand on the server, quietly: only what reads otherwise is exchanged, and never under the cursor.

const parts = [...document.querySelectorAll("[data-refresh]")];
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

async function refresh() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && words(fresh) !== words(part) && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(fresh));
    }
  } catch { /* no line: the page stays as it is */ }
}

if (parts.length) {
  setInterval(refresh, 1000 * Number(parts[0].dataset.refresh));
  document.addEventListener("visibilitychange", refresh);
  addEventListener("pageshow", (event) => { if (event.persisted) refresh(); });
}
