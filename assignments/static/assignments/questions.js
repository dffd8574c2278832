// Steps to be put in order get two buttons each. The numbers stay the fields that are sent; the buttons fill them in.

function rows(list) {
  return [...list.children];
}

function number(list) {
  rows(list).forEach((row, place, all) => {
    row.querySelector("select").value = String(place + 1);
    const [up, down] = row.querySelectorAll(".movers button");
    up.disabled = place === 0;
    down.disabled = place === all.length - 1;
  });
}

// Rows with a number stand in its order, rows without one after them.
function arrange(list) {
  const rank = (row) => Number(row.querySelector("select").value) || Infinity;
  list.append(...rows(list).map((row, place) => [rank(row), place, row]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((entry) => entry[2]));
}

function mover(list, row, words, step) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = step < 0 ? "↑" : "↓";
  button.setAttribute("aria-label", `${words}: ${row.querySelector("label").textContent}`);
  button.addEventListener("click", () => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number(list);
    (button.disabled ? row.querySelector(".movers button:enabled") : button).focus();
    row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

export function enhance(root) {
  for (const list of root.querySelectorAll("[data-ordering]:not([data-ready])")) {
    list.dataset.ready = "1";
    arrange(list);
    for (const row of rows(list)) {
      const movers = document.createElement("span");
      movers.className = "movers";
      movers.append(mover(list, row, list.dataset.up, -1), mover(list, row, list.dataset.down, 1));
      row.append(movers);
    }
  }
}

enhance(document);
document.addEventListener("htmx:afterSwap", (event) => enhance(event.target));
