// What the pages about the field gain with JavaScript: a week opens below the map, the report is saved as it is typed.

const PART = { "HX-Request": "true" };

async function asked(address, options = {}) {
  const answer = await fetch(address, { cache: "no-store", ...options, headers: PART });
  if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// A cell of the map: what stands behind it opens in the pane, the last one that was touched. Without a line its page is gone to.
const map = document.querySelector(".state-map[data-opens]");
let wanted = "";

map?.addEventListener("click", async (event) => {
  const link = event.target.closest("a.state");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  wanted = link.href;
  try {
    const made = await asked(link.href);
    if (wanted !== link.href) return;
    const pane = document.getElementById(map.dataset.opens);
    pane.replaceChildren(...made.body.childNodes);
    pane.scrollIntoView({ block: "start" });
    pane.querySelector("h2 a")?.focus({ preventScroll: true });
  } catch {
    location.assign(link.href);
  }
});

// The report. One save at a time, each from the count that the last one gave.
const form = document.querySelector("form[data-saves]");
const PAUSE = 1500;
const AGAIN = 10_000;
let timer = 0;
let queue = Promise.resolve();

function later(wait) {
  clearTimeout(timer);
  timer = setTimeout(save, wait);
}

function save() {
  clearTimeout(timer);
  timer = 0;
  queue = queue.then(send);
  return queue;
}

async function send() {
  try {
    const made = await asked(form.dataset.saves, { method: "POST", body: new FormData(form) });
    document.getElementById("saved").replaceWith(made.getElementById("saved"));
    const seq = made.getElementById("id_seq");
    if (seq) form.elements.seq.value = seq.value;
  } catch {
    document.getElementById("saved").textContent = form.dataset.unsaved;
    later(AGAIN);
  }
}

form?.addEventListener("input", () => later(PAUSE));

// What waits is saved before the page is left by its own buttons.
form?.addEventListener("submit", (event) => {
  if (!timer) return;
  event.preventDefault();
  save().then(() => {
    clearTimeout(timer);
    timer = 0;
    form.requestSubmit();
  });
});
form?.querySelector("[data-saves-first]")?.addEventListener("click", async (event) => {
  if (!timer) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await save();
  location.assign(href);
});
