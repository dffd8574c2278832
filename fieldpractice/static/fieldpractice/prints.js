// What is folded is printed too, also where the browser knows no ::details-content: opened for the paper, folded again after it.
const unfolded = new Set();

addEventListener("beforeprint", () => {
  for (const fold of document.querySelectorAll("details.fold:not([open])")) {
    fold.open = true;
    unfolded.add(fold);
  }
});

addEventListener("afterprint", () => {
  for (const fold of unfolded) fold.open = false;
  unfolded.clear();
});
