// The panel's sheet: keys, saving as you go, the next person fetched in advance. Without it every key has its button, and a page is loaded.

const WAIT = 700;
const kept = new Map();
let dirty = false;
let timer = 0;
let saving = Promise.resolve();
let now = 0;

const root = () => document.getElementById("score");
const sheet = () => document.getElementById("sheet");
const criteria = () => [...root().querySelectorAll("[data-criterion]")];
const phone = matchMedia("(max-width: 899px)");

// --- Saving as you go ---

function changed() {
  dirty = true;
  say("…");
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
  const data = body();
  saving = saving.then(() => send(url, data)).then(
    (answer) => (answer.ok ? say(answer.data.saved) : problem(answer.data.refused)),
    () => { dirty = true; say(root().dataset.offline); },
  );
  return saving;
}

async function send(url, data) {
  const answer = await fetch(url, { method: "POST", body: data, headers: { "X-Sheet": "1" }, redirect: "manual" });
  if (answer.type === "opaqueredirect") location.reload();
  const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  return { ok: answer.ok, data: json };
}

function say(words) {
  const place = root().querySelector("[data-saved]");
  if (place && words) place.textContent = words;
}

function problem(words) {
  const box = document.createElement("div");
  box.className = "notice bad";
  const text = document.createElement("p");
  text.textContent = typeof words === "string" ? words : "…";
  box.append(text);
  root().querySelector("[data-problem]").replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}

// --- Giving and going on ---

async function give() {
  clearTimeout(timer);
  await saving;
  const form = sheet();
  if (!form || form.dataset.sending) return;
  form.dataset.sending = "1";
  const data = body();
  dirty = false;
  try {
    const { ok, data: answer } = await send(form.action, data);
    if (!ok) return problem(answer.refused);
    kept.clear();
    if (!answer.sheet) { location.assign(answer.next); return; }
    await show(answer.next, { said: answer.said });
  } catch {
    dirty = true;
    problem(root().dataset.offline);
  } finally {
    delete form.dataset.sending;
  }
}

function fetchSheet(url) {
  if (kept.has(url)) return kept.get(url);
  const text = fetch(url, { headers: { "X-Sheet": "1" }, redirect: "manual" }).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  });
  kept.set(url, text);
  text.catch(() => kept.delete(url));
  return text;
}

async function show(url, { said = "", push = true } = {}) {
  if (dirty) await save();
  if (dirty) return problem(root().dataset.offline);
  let text;
  try {
    text = await fetchSheet(url);
  } catch {
    location.assign(url);
    return;
  }
  kept.delete(url);
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("score");
  if (!fresh) { location.assign(url); return; }
  root().replaceWith(document.adoptNode(fresh));
  if (push) history.pushState({ sheet: true }, "", url);
  document.title = root().dataset.title;
  begin();
  if (said) say(said);
  scrollTo(0, 0);
  root().querySelector("#score-title").focus({ preventScroll: true });
}

function go(url) { if (url) show(url); }

// --- The sheet ---

function mark(index, { focus = false } = {}) {
  const rows = criteria();
  if (!rows.length) return;
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
  const most = rows.reduce((sum, row) => sum + Number(row.querySelector("input").dataset.most), 0);
  const sum = chosen.reduce((points, one) => points + Number(one.dataset.points), 0);
  const words = chosen.length === rows.length
    ? ((sum * 100) / most).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    : "–";
  place.textContent = words;
  root().querySelector("[data-total-short]").textContent = `${words} · ${chosen.length}/${rows.length}`;
}

function level(number) {
  const choice = criteria()[now]?.querySelectorAll("input[type=radio]")[number - 1];
  if (!choice) return;
  choice.checked = true;
  changed();
  mark(now + 1, { focus: true });
}

function comment() {
  if (phone.matches) root().querySelector(".sheet").open = true;
  sheet()?.elements.comment.focus();
}

function writing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

const KEYS = {
  j: () => mark(now + 1, { focus: true }),
  k: () => mark(now - 1, { focus: true }),
  n: () => go(root().dataset.after),
  p: () => go(root().dataset.before),
  c: comment,
  "?": help,
};

function help() { document.getElementById("sheet-help").showModal(); }

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (!root() || document.querySelector("dialog[open]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return give();
  }
  if (event.key === "Escape" && writing(target)) {
    event.preventDefault();
    return mark(now, { focus: true });
  }
  if (event.ctrlKey || event.metaKey || event.altKey || writing(target)) return;
  if (event.key === "Enter") {
    if (!sheet() || target.closest("a, button, summary")) return;
    event.preventDefault();
    return give();
  }
  if (event.key >= "1" && event.key <= "9") {
    event.preventDefault();
    return level(Number(event.key));
  }
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#score a[rel=next], #score a[rel=prev]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(link.getAttribute("href"));
    return;
  }
  if (event.target.closest("[data-help]")) help();
});

addEventListener("popstate", () => { if (root()) show(location.pathname, { push: false }); });
addEventListener("online", () => { if (root() && dirty) save(); });
addEventListener("pagehide", () => {
  if (!dirty || !sheet()) return;
  dirty = false;
  fetch(sheet().dataset.draft, { method: "POST", body: body(), headers: { "X-Sheet": "1" }, keepalive: true });
});

function begin() {
  document.body.classList.add("js");
  dirty = false;
  now = 0;
  root().querySelector("[data-help]").hidden = false;
  root().querySelector(".sheet").open = !phone.matches;
  const form = sheet();
  if (form) {
    form.addEventListener("submit", (event) => { event.preventDefault(); give(); });
    form.addEventListener("input", changed);
    form.addEventListener("focusin", (event) => {
      const row = event.target.closest("[data-criterion]");
      if (row) mark(criteria().indexOf(row));
    });
    total();
    mark(Math.max(0, criteria().findIndex((row) => !row.querySelector(":checked"))));
  }
  const next = root().dataset.after;
  if (next) (window.requestIdleCallback ?? ((act) => setTimeout(act, 200)))(() => fetchSheet(next).catch(() => ""));
}

if (root()) begin();

// From here on the keys are heard.
document.documentElement.dataset.sheet = "ready";
