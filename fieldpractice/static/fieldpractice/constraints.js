// Raising a constraint with or without a line: what is sent waits on this phone until the register has it; what is typed is kept.

const told = JSON.parse(document.getElementById("told").textContent);
const form = document.getElementById("raise");
const box = document.getElementById("waiting");
const rows = document.getElementById("waiting-rows");
const state = document.getElementById("waiting-state");
const QUEUE = `padan-constraints:${told.person}`;
const DRAFT = `padan-constraint-draft:${told.person}`;
const EVERY = 15000;
const NAMES = ["title", "kind", "severity", "service", "text", "tried", "process", "cohort"];
let sent = [];

const kept = (key, none) => JSON.parse(localStorage.getItem(key) || none);
const queue = () => kept(QUEUE, "[]");
function keep(list) {
  if (list.length) localStorage.setItem(QUEUE, JSON.stringify(list));
  else localStorage.removeItem(QUEUE);
}
const amend = (key, more) => keep(queue().map((one) => (one.key === key ? { ...one, ...more } : one)));

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- The form ---

const values = () => Object.fromEntries(NAMES.map((name) => [name, new FormData(form).get(name) || ""]));

function fill(found) {
  for (const name of NAMES) {
    const field = form.elements[name];
    if (!field || found[name] === undefined) continue;
    if (field instanceof RadioNodeList) field.value = found[name];
    else if (field.type !== "hidden") field.value = found[name];
  }
  if (found.text || found.tried || found.process) form.querySelector("details").open = true;
}

form.addEventListener("input", () => localStorage.setItem(DRAFT, JSON.stringify(values())));
// What was typed and not sent stands here again, unless the page came back with words of its own.
if (!form.elements.title.value && !form.dataset.entry) fill(kept(DRAFT, "{}"));

form.addEventListener("submit", (event) => {
  // What is missing is said by the browser first, so that nothing half waits on the phone.
  if (!form.elements.title.checkValidity() || !form.querySelector("[name=kind]:checked")) return;
  event.preventDefault();
  const now = { ...values(), key: newKey(), at: new Date().toISOString(), warned: form.elements.warned.value, entry: form.dataset.entry || "" };
  keep([...queue(), now]);
  localStorage.removeItem(DRAFT);
  form.reset();
  form.elements.title.value = "";
  form.elements.warned.value = "";
  draw(told.words.kept);
  box.scrollIntoView({ block: "nearest" });
  send();
});

// --- What waits ---

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn quiet";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function line(title, note, ...actions) {
  const item = document.createElement("li");
  const what = document.createElement("div");
  const name = document.createElement("strong");
  name.textContent = title;
  const words = document.createElement("p");
  words.className = "small";
  words.textContent = note;
  what.append(name, words);
  item.append(what, ...actions);
  return item;
}

function waitingLine(one) {
  if (!one.state) return line(one.title, told.words.waits);
  const drop = () => keep(queue().filter((other) => other.key !== one.key));
  const actions = [button(told.words.fix, () => { drop(); fill(one); form.elements.title.focus(); draw(); })];
  if (one.state === "warned") actions.push(button(told.words.anyway, () => { amend(one.key, { warned: "1", state: "" }); send(); }));
  else actions.push(button(told.words.remove, () => { drop(); draw(); }));
  return line(one.title, one.words, ...actions);
}

function sentLine(one) {
  const link = document.createElement("a");
  link.className = "btn quiet";
  link.href = one.url;
  link.textContent = told.words.open;
  return line(one.title, told.words.sent, link);
}

function draw(words = "") {
  const items = [...queue().map(waitingLine), ...sent.map(sentLine)];
  rows.replaceChildren(...items);
  box.hidden = items.length === 0;
  if (state.textContent !== words) state.textContent = words;
}

let sending = false;
async function send() {
  const going = queue().filter((one) => !one.state).slice(0, 50);
  if (sending || !going.length) return;
  sending = true;
  try {
    const session = await (await fetch(told.session, { cache: "no-store", redirect: "error" })).json();
    if (session.person !== told.person) return draw(told.words.signin);
    const answer = await fetch(told.send, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": session.token },
      body: JSON.stringify({ constraints: going }),
    });
    if (!answer.ok) return draw(told.words.kept);
    const results = (await answer.json()).constraints;
    for (const [key, result] of Object.entries(results)) {
      if (result.state === "raised") sent = [result, ...sent];
      else amend(key, { state: result.state, words: result.words });
    }
    keep(queue().filter((one) => results[one.key]?.state !== "raised"));
    draw();
  } catch {
    draw(told.words.kept);
  } finally {
    sending = false;
  }
}

addEventListener("online", send);
setInterval(send, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
draw();
send();

// --- The worker that serves this page without a line ---

async function serve() {
  if (!navigator.serviceWorker) return;
  navigator.serviceWorker.register("/sw.js");
  const worker = (await navigator.serviceWorker.ready).active;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => new URL(url).pathname.startsWith("/static/"));
  worker.postMessage({ keep: [told.page], parts, person: told.person });
}
serve();
