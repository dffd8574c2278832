// The panel's sheet: keys, saving as you go, the next person fetched in advance. Without it every key has its button, and a page is loaded.

import { changed, comment, decide, go, help, mark, now, open, root } from "../ui/sheets.js";

// Out of a hundred, once every criterion has its level.
function percent(sum, chosen, rows) {
  const most = rows.reduce((all, row) => all + Number(row.querySelector("input").dataset.most), 0);
  return chosen === rows.length ? (sum * 100) / most : null;
}

open({
  root: "score",
  title: "score-title",
  help: "sheet-help",
  header: "X-Sheet",
  here: "sheet",
  links: "#score a[rel=next], #score a[rel=prev]",
  figure: percent,
  // Every sheet says how many are scored: none that was fetched before counts.
  decided: (kept) => kept.clear(),
  begun: (form) => {
    form.addEventListener("submit", (event) => { event.preventDefault(); decide(); });
    form.addEventListener("input", changed);
  },
  keys: {
    j: () => mark(now + 1, { focus: true }),
    k: () => mark(now - 1, { focus: true }),
    n: () => go(root().dataset.after),
    p: () => go(root().dataset.before),
    c: comment,
    "?": help,
  },
});
document.documentElement.dataset.sheet = "ready";
