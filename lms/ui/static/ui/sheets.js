// Sheet after sheet at one place: saved as one goes, the next fetched in advance and shown where the last one stood, and keys for it.
// A room opens it with what is its own: `root` (the id of the part that is replaced), `title` (of its heading), `help`, `header`, `here`
// (what an answer calls it when another sheet follows), `links` to sheets, `keys`, `figure` of what is chosen, and hooks that may be absent:
// `key`, `typed`, `saved`, `decided`, `fetched`, `listens`, `points`; `begun` is told of each form.

const FRESH = 60_000;
const WAIT = 700;
const kept = new Map();
const phone = matchMedia("(max-width: 899px)");
let room = null;
let dirty = false;
let timer = 0;
let saving = Promise.resolve();
// The criterion that is marked.
export let now = 0;

export const root = () => document.getElementById(room.root);
export const sheet = () => document.getElementById("sheet");
export const criteria = () => [...root().querySelectorAll("[data-criterion]")];

// --- Saving as you go ---

export function changed() {
  dirty = true;
  say("…");
  room.typed?.();
  clearTimeout(timer);
  timer = setTimeout(save, WAIT);
  total();
}

function body() {
  const form = sheet();
  form.elements.seq.value = Number(form.elements.seq.value) + 1;
  return new FormData(form);
}

function save() {
  clearTimeout(timer);
  if (!dirty || !sheet()) return saving;
  dirty = false;
  const url = sheet().dataset.draft;
  const typed = body();
  const key = room.key?.();
  saving = saving.then(() => send(url, typed)).then(
    ({ ok, data }) => {
      if (!ok) return problem(data.refused);
      say(data.saved);
      room.saved?.(data, key, dirty);
    },
    () => { dirty = true; say(root().dataset.offline); },
  );
  return saving;
}

export async function send(url, typed) {
  const answer = await fetch(url, { method: "POST", body: typed, headers: { [room.header]: "1" }, redirect: "manual" });
  const data = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (answer.type === "opaqueredirect") location.reload();
  return { ok: answer.ok, data };
}

export function say(words) {
  const place = root().querySelector("[data-saved]");
  if (place && words) place.textContent = words;
}

export function problem(words) {
  const place = root().querySelector("[data-problem]");
  const box = document.createElement("div");
  box.className = "notice bad";
  const text = document.createElement("p");
  text.textContent = typeof words === "string" ? words : "…";
  box.append(text);
  place.replaceChildren(box);
  place.scrollIntoView({ block: "nearest" });
}

// --- Deciding and going on ---

export async function decide(url = sheet()?.action) {
  clearTimeout(timer);
  await saving;
  const form = sheet();
  if (!form || form.dataset.sending) return;
  form.dataset.sending = "1";
  const typed = body();
  dirty = false;
  try {
    const { ok, data } = await send(url, typed);
    if (!ok) return problem(data.refused);
    room.decided?.(kept);
    if (!data[room.here]) { location.assign(data.next); return; }
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
  const text = fetch(url, { headers: { [room.header]: "1" }, redirect: "manual" }).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  });
  kept.set(url, { at: Date.now(), text });
  text.catch(() => kept.delete(url));
  return text;
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

async function ahead() {
  const url = root().dataset.after;
  if (!url) return;
  const text = await fetchPart(url).catch(() => "");
  room.fetched?.(parsed(text));
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
  const fresh = parsed(text).getElementById(room.root);
  if (!fresh) { location.assign(url); return; }
  root().replaceWith(document.adoptNode(fresh));
  if (push) history.pushState({ sheet: true }, "", url);
  document.title = root().dataset.title;
  begin();
  if (said) say(said);
  scrollTo(0, 0);
  heading().focus({ preventScroll: true });
}

export function go(url) { if (url) show(url); }

// --- The sheet ---

const heading = () => document.getElementById(room.title);

export function mark(index, { focus = false } = {}) {
  const rows = criteria();
  if (!rows.length) { if (focus) heading().focus(); return; }
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
  const figure = room.figure(sum, chosen.length, rows);
  const words = figure === null ? "–" : figure.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  place.textContent = words;
  root().querySelector("[data-total-short]").textContent = `${words} · ${chosen.length}/${rows.length}`;
}

function level(number) {
  const choice = criteria()[now]?.querySelectorAll("input[type=radio]")[number - 1];
  if (!choice || sheet().querySelector("[data-send]") === null) return;
  choice.checked = true;
  changed();
  mark(now + 1, { focus: true });
}

export function unfold() { if (phone.matches) root().querySelector(".sheet").open = true; }

export function comment() { unfold(); sheet()?.elements.comment.focus(); }

export function help() { document.getElementById(room.help).showModal(); }

// --- Keys, clicks and leaving ---

function writing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function pressed(event) {
  const target = event.target;
  if (!root() || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return decide();
  }
  if (event.key === "Escape" && writing(target)) {
    event.preventDefault();
    return mark(now, { focus: true });
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(target)) return;
  if (event.key === "Enter") {
    if (!sheet() || target.closest("a, button, summary")) return;
    event.preventDefault();
    return decide();
  }
  if (room.listens && !room.listens(event.key)) return;
  if (event.key >= "0" && event.key <= "9") {
    if (!criteria().length) return room.points?.();
    event.preventDefault();
    return level(Number(event.key));
  }
  const act = room.keys[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

function clicked(event) {
  const link = event.target.closest(room.links);
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.getAttribute("href"));
    return;
  }
  if (event.target.closest("[data-help]")) help();
}

function left() {
  if (!dirty || !sheet()) return;
  dirty = false;
  fetch(sheet().dataset.draft, { method: "POST", body: body(), headers: { [room.header]: "1" }, keepalive: true });
}

function begin() {
  document.body.classList.add("js");
  dirty = false;
  now = 0;
  root().querySelector("[data-help]").hidden = false;
  root().querySelector(".sheet").open = !phone.matches;
  root().addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-criterion]");
    if (row) mark(criteria().indexOf(row));
  });
  if (sheet()) room.begun(sheet());
  total();
  mark(Math.max(0, criteria().findIndex((row) => !row.querySelector(":checked"))));
  (window.requestIdleCallback ?? ((act) => setTimeout(act, 200)))(() => ahead());
}

// From here on the keys are heard.
export function open(own) {
  room = own;
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", clicked);
  addEventListener("popstate", () => { if (root()) show(location.pathname + location.search, { push: false }); });
  addEventListener("online", () => { if (root() && dirty) save(); });
  addEventListener("pagehide", left);
  phone.addEventListener("change", () => { if (root()) root().querySelector(".sheet").open = !phone.matches; });
  if (root()) begin();
}
