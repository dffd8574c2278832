// The desk: keys, saving as you go, the next work fetched in advance. Without it every key has its button, and a page is loaded.

import { differs, forget, put, stored, values } from "./desk-keep.js";

const FRESH = 60_000;
const WAIT = 700;
const kept = new Map();
let dirty = false;
let timer = 0;
let saving = Promise.resolve();
let now = 0;
let base = 0;

const root = () => document.getElementById("desk");
const sheet = () => document.getElementById("sheet");
const all = (selector) => [...root().querySelectorAll(selector)];
const phone = matchMedia("(max-width: 899px)");
const keysOn = () => localStorage.getItem("desk-keys") !== "off";

// --- Saving as you go ---

function changed() {
  dirty = true;
  say("…");
  put(keeping(), { base, values: values(sheet()) });
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
  total();
}

// Under whose name, and for which work, this device keeps a sheet that has not reached the server.
const keeping = () => `desk:${root().dataset.grader}:${root().dataset.work}`;

function draftBody() {
  const form = sheet();
  form.elements.seq.value = Number(form.elements.seq.value) + 1;
  return new FormData(form);
}

function save() {
  clearTimeout(timer);
  if (!dirty || !sheet()) return saving;
  dirty = false;
  const form = sheet();
  const body = draftBody();
  const key = keeping();
  saving = saving.then(() => send(form.dataset.draft, body)).then(
    ({ ok, data }) => (ok ? saved(key, data) : problem(data.refused)),
    () => { dirty = true; say(root().dataset.offline); },
  );
  return saving;
}

function saved(key, data) {
  base = data.seq;
  if (!dirty) forget(key);
  say(data.saved);
  tell(data.others);
}

// That somebody else has begun on this work meanwhile.
function tell(words) {
  const place = root().querySelector("[data-others]");
  if (place && place.textContent !== words) place.textContent = words;
  if (place) place.hidden = !words;
}

async function send(url, body) {
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Desk": "1" }, redirect: "manual" });
  const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.type === "opaqueredirect") location.reload();
  return { ok: answer.ok, data };
}

function say(words) {
  const place = root().querySelector("[data-saved]");
  if (place && words) place.textContent = words;
}

function problem(words) {
  const place = root().querySelector("[data-problem]");
  const box = document.createElement("div");
  box.className = "notice bad";
  const text = document.createElement("p");
  text.textContent = typeof words === "string" ? words : "…";
  box.append(text);
  place.replaceChildren(box);
  place.scrollIntoView({ block: "nearest" });
}

// --- Grading and going on ---

async function decide(url) {
  clearTimeout(timer);
  await saving;
  const form = sheet();
  if (form.dataset.sending) return;
  form.dataset.sending = "1";
  const body = draftBody();
  dirty = false;
  try {
    const { ok, data } = await send(url, body);
    if (!ok) return problem(data.refused);
    kept.delete(location.pathname + location.search);
    forget(keeping());
    if (!data.desk) { location.assign(data.next); return; }
    await show(data.next, { said: data.said });
  } catch {
    dirty = true;
    problem(root().dataset.offline);
  } finally {
    delete form.dataset.sending;
  }
}

function fetchPart(url) {
  const there = kept.get(url);
  if (there && Date.now() - there.at < FRESH) return there.text;
  const text = fetch(url, { headers: { "X-Desk": "1" }, redirect: "manual" }).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  });
  kept.set(url, { at: Date.now(), text });
  text.catch(() => kept.delete(url));
  return text;
}

async function ahead() {
  const url = root().dataset.after;
  if (!url) return;
  const text = await fetchPart(url).catch(() => "");
  // Pictures of the next work too: they are what takes long on a slow line.
  const page = new DOMParser().parseFromString(text, "text/html");
  for (const picture of [...page.querySelectorAll(".evidence img")].slice(0, 6)) new Image().src = picture.getAttribute("src");
}

async function show(url, { said = "", push = true } = {}) {
  if (dirty) await save();
  // What has not reached the server is not left behind.
  if (dirty) return problem(root().dataset.offline);
  let text;
  try {
    text = await fetchPart(url);
  } catch {
    location.assign(url);
    return;
  }
  kept.delete(url);
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("desk");
  if (!fresh) { location.assign(url); return; }
  root().replaceWith(document.adoptNode(fresh));
  if (push) history.pushState({ desk: true }, "", url);
  document.title = root().dataset.title;
  begin();
  if (said) say(said);
  scrollTo(0, 0);
  root().querySelector("#paper-title").focus({ preventScroll: true });
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

addEventListener("online", () => { if (root() && dirty) save(); });

// --- The sheet ---

function criteria() { return all("[data-criterion]"); }

function mark(index, { focus = false } = {}) {
  const rows = criteria();
  if (!rows.length) { if (focus) document.getElementById("paper-title").focus(); return; }
  now = Math.max(0, Math.min(index, rows.length - 1));
  rows.forEach((row, number) => row.classList.toggle("now", number === now));
  if (!focus) return;
  const row = rows[now];
  (row.querySelector(":checked") ?? row.querySelector("input")).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function total() {
  const place = root().querySelector("[data-total]");
  if (!place) return;
  const rows = criteria();
  const chosen = rows.map((row) => row.querySelector(":checked")).filter(Boolean);
  const sum = chosen.reduce((points, one) => points + Number(one.dataset.points), 0);
  const scaled = (sum * Number(place.dataset.most)) / Number(place.dataset.scale);
  const words = chosen.length ? scaled.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : "–";
  place.textContent = words;
  root().querySelector("[data-total-short]").textContent = `${words} · ${chosen.length}/${rows.length}`;
}

function level(number) {
  const row = criteria()[now];
  const choice = row?.querySelectorAll("input[type=radio]")[number - 1];
  if (!choice || sheet().querySelector("[data-send]") === null) return;
  choice.checked = true;
  changed();
  mark(now + 1, { focus: true });
}

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

function unfold() { if (phone.matches) root().querySelector(".sheet").open = true; }

function comment() { unfold(); sheet().elements.comment.focus(); }

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
  const rows = criteria();
  const next = now + step;
  if (next >= 0 && next < rows.length) return mark(next, { focus: true });
  go(step > 0 ? root().dataset.after : root().dataset.before);
}

function go(url) { if (url) show(url); }

function help() { document.getElementById("desk-help").showModal(); }

// --- Keys ---

const KEYS = {
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
};

function returning() {
  if (sheet().elements.comment.value.trim() || all(".remark-box textarea").some((box) => box.value.trim())) {
    decide(sheet().dataset.return);
  } else {
    comment();
    problem(root().querySelector("[data-return].btn").dataset.empty);
  }
}

function writing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!root() || !sheet() || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return decide(sheet().action);
  }
  if (event.key === "Escape" && writing(target)) {
    event.preventDefault();
    return mark(now, { focus: true });
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(target)) return;
  if (event.key === "Enter") {
    if (target.closest("a, button, summary")) return;
    event.preventDefault();
    return decide(sheet().action);
  }
  if (!keysOn() && event.key !== "?") return;
  if (event.key >= "0" && event.key <= "9") {
    // Without a rubric the figure itself is typed, in place of the one that stands there.
    if (!criteria().length) return sheet().elements.points.select();
    event.preventDefault();
    return level(Number(event.key));
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// --- Clicks and leaving ---

document.addEventListener("click", (event) => {
  const link = event.target.closest(".queue a");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.getAttribute("href"));
    return;
  }
  if (event.target.closest("[data-help]")) help();
});

document.querySelector("[data-keys]")?.addEventListener("change", (event) => {
  localStorage.setItem("desk-keys", event.target.checked ? "on" : "off");
});

addEventListener("popstate", () => { if (root()) show(location.pathname + location.search, { push: false }); });

addEventListener("pagehide", () => {
  if (!dirty || !sheet()) return;
  dirty = false;
  fetch(sheet().dataset.draft, { method: "POST", body: draftBody(), headers: { "X-Desk": "1" }, keepalive: true });
});

function begin() {
  document.body.classList.add("js");
  dirty = false;
  now = 0;
  const form = sheet();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.name === "insert") return insert(button);
    if (button?.name === "keep") return keep(button);
    decide(button?.getAttribute("formaction") ?? form.action);
  });
  root().addEventListener("input", (event) => { if (event.target.form === form) changed(); });
  root().addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-criterion]");
    if (row) mark(criteria().indexOf(row));
  });
  root().querySelector("[data-help]").hidden = false;
  root().querySelector(".sheet").open = !phone.matches;
  const switcher = document.querySelector("[data-keys]");
  if (switcher) switcher.checked = keysOn();
  takeUp();
  total();
  mark(Math.max(0, criteria().findIndex((row) => !row.querySelector(":checked"))));
  (window.requestIdleCallback ?? ((act) => setTimeout(act, 200)))(() => ahead());
}

phone.addEventListener("change", () => { if (root()) root().querySelector(".sheet").open = !phone.matches; });
if (root()) begin();

// From here on the keys are heard.
document.documentElement.dataset.desk = "ready";
