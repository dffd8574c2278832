// The desk: keys, saving as you go, the next work fetched in advance. Without it every key has its button, and a page is loaded.

import { changed, comment, criteria, decide, go, help, mark, now, open, problem, root, say, send, sheet, unfold } from "../ui/sheets.js";
import { differs, forget, put, stored, values } from "./desk-keep.js";

let base = 0;

const all = (selector) => [...root().querySelectorAll(selector)];
const keysOn = () => localStorage.getItem("desk-keys") !== "off";

// Under whose name, and for which work, this device keeps a sheet that has not reached the server.
const keeping = () => `desk:${root().dataset.grader}:${root().dataset.work}`;

function saved(data, key, dirty) {
  base = data.seq;
  if (!dirty) forget(key);
  tell(data.others);
}

// That somebody else has begun on this work meanwhile.
function tell(words) {
  const place = root().querySelector("[data-others]");
  if (place && place.textContent !== words) place.textContent = words;
  if (place) place.hidden = !words;
}

// Pictures of the next work too: they are what takes long on a slow line.
function fetched(page) {
  for (const picture of [...page.querySelectorAll(".evidence img")].slice(0, 6)) new Image().src = picture.getAttribute("src");
}

// --- What this device kept when the line was down ---

function takeUp() {
  base = Number(sheet().elements.seq.value);
  const there = stored(keeping());
  if (!there || !differs(sheet(), there.values)) return forget(keeping());
  if (there.base === base) {
    fill(there.values);
    say(root().dataset.restored);
    return;
  }
  const box = root().querySelector("[data-both]");
  box.querySelector("[data-other-text]").textContent = there.values.comment || "–";
  box.hidden = false;
  box.querySelector("[data-take]").addEventListener("click", () => { box.hidden = true; fill(there.values); });
  box.querySelector("[data-leave]").addEventListener("click", () => { box.hidden = true; forget(keeping()); });
}

function fill(kept) {
  for (const [name, value] of Object.entries(kept)) {
    const field = sheet().elements[name];
    if (field) field.value = value;
    const fold = field?.closest?.("details");
    if (fold && value) fold.open = true;
  }
  changed();
}

// --- The sheet ---

function insert(button) {
  const box = sheet().elements.comment;
  box.value = [box.value.trimEnd(), button.dataset.text].filter(Boolean).join("\n");
  changed();
  box.focus();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", sheet().elements.csrfmiddlewaretoken.value);
  body.set("comment", button.value);
  send(sheet().dataset.used, body).catch(() => {});
}

async function keep(button) {
  const body = new FormData(sheet());
  const { ok, data } = await send(button.getAttribute("formaction"), body).catch(() => ({ ok: false, data: {} }));
  if (ok) say(data.said); else problem(data.refused);
}

function nextField() {
  const boxes = all(".remark-box");
  const at = boxes.findIndex((box) => box.contains(document.activeElement));
  const box = boxes[(at + 1) % boxes.length];
  if (!box) return;
  box.open = true;
  box.querySelector("textarea").focus();
}

function into(fold, selector) {
  if (!fold) return;
  unfold();
  fold.open = true;
  fold.querySelector(selector).focus();
}

// A release is for good, so its key only leads there.
function toRelease() {
  const button = root().querySelector("[data-release] button");
  if (!button) return;
  unfold();
  button.focus();
}

function onward(step) {
  const next = now + step;
  if (next >= 0 && next < criteria().length) return mark(next, { focus: true });
  go(step > 0 ? root().dataset.after : root().dataset.before);
}

function returning() {
  if (sheet().elements.comment.value.trim() || all(".remark-box textarea").some((box) => box.value.trim())) {
    decide(sheet().dataset.return);
  } else {
    comment();
    problem(root().querySelector("[data-return].btn").dataset.empty);
  }
}

function begun(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "insert") return insert(button);
    if (button?.name === "keep") return keep(button);
    decide(button?.getAttribute("formaction") ?? form.action);
  });
  root().addEventListener("input", (event) => { if (event.target.form === form) changed(); });
  const switcher = document.querySelector("[data-keys]");
  if (switcher) switcher.checked = keysOn();
  takeUp();
}

document.querySelector("[data-keys]")?.addEventListener("change", (event) => {
  localStorage.setItem("desk-keys", event.target.checked ? "on" : "off");
});

open({
  root: "desk",
  title: "paper-title",
  help: "desk-help",
  header: "X-Desk",
  here: "desk",
  links: ".queue a",
  figure: (sum, chosen) => {
    const { most, scale } = root().querySelector("[data-total]").dataset;
    return chosen ? (sum * Number(most)) / Number(scale) : null;
  },
  key: keeping,
  typed: () => put(keeping(), { base, values: values(sheet()) }),
  saved,
  decided: (kept) => {
    kept.delete(location.pathname + location.search);
    forget(keeping());
  },
  fetched,
  begun,
  listens: (key) => keysOn() || key === "?",
  // Without a rubric the figure itself is typed, in place of the one that stands there.
  points: () => sheet().elements.points.select(),
  keys: {
    j: () => onward(1),
    k: () => onward(-1),
    n: () => go(root().dataset.after),
    p: () => go(root().dataset.before),
    c: comment,
    f: nextField,
    b: () => into(root().querySelector(".bank"), "button"),
    m: () => into(sheet().elements.private_note.closest("details"), "textarea"),
    l: toRelease,
    t: () => root().querySelector("[data-transfer]").click(),
    q: () => location.assign(root().dataset.list),
    r: () => { if (root().querySelector("[data-return].btn")) returning(); },
    v: () => root().querySelector("[data-compare]")?.click(),
    "?": help,
  },
});
document.documentElement.dataset.desk = "ready";
