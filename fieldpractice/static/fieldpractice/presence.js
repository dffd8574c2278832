// The board of a session that goes on asks for itself anew. Without JavaScript the reader loads the page again.

const PAUSE = 15000;

async function follow() {
  const board = document.querySelector("[data-follow]");
  if (!board) return;
  try {
    const answer = await fetch(board.dataset.follow, { headers: { "HX-Request": "true" } });
    const page = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page && page.getElementById(board.id);
    // A reader in the middle of a link keeps the place.
    if (fresh && !board.contains(document.activeElement)) board.replaceWith(document.adoptNode(fresh));
  } catch {
    // The line is cut: the next round asks again.
  }
  setTimeout(follow, PAUSE);
}

setTimeout(follow, PAUSE);
