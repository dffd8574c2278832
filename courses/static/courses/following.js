// A part of a page that follows the server's work, and a form that sends itself when its page is opened.
// Without JavaScript the one has a link to look again, the other a button.

const PAUSE = 2000;
const asked = { "HX-Request": "true" };

async function follow() {
  const part = document.querySelector("[data-follow]");
  if (!part) return;
  try {
    const answer = await fetch(part.dataset.follow, { headers: asked });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The line is cut: the next round asks again.
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);

for (const form of document.querySelectorAll("form[data-at-once]")) {
  fetch(form.action, { method: "POST", body: new FormData(form), headers: asked }).catch(() => {});
}
