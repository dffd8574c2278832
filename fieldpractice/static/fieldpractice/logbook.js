// The logbook with and without a line: an entry is kept on the phone first, then sent; what waits is listed, and where it is safe.

import { parse, serve } from "../assignments/carry.js";

const told = parse();
const form = document.getElementById("entry");
const box = document.getElementById("unsent");
const list = document.getElementById("unsent-rows");
const state = document.getElementById("unsent-state");
const keeping = document.getElementById("keeping");
const say = (name, ...values) => values.reduce((text, value) => text.replace("%s", value), told.words[name]);

// --- Keeping: one store, every row with its key and whose it is ---

let opening;
function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("padan-logbook", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "key" }).createIndex("person", "person");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function act(mode, ask) {
  const transaction = (await database()).transaction("entries", mode, { durability: "strict" });
  const asked = ask(transaction.objectStore("entries"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
const put = (row) => act("readwrite", (rows) => rows.put(row));
const drop = (key) => act("readwrite", (rows) => rows.delete(key));
// One row in place of another, in one transaction: a phone that dies between the two loses neither.
const swap = (key, row) => act("readwrite", (rows) => (rows.delete(key), rows.put(row)));
const waiting = () => act("readonly", (rows) => rows.index("person").getAll(told.person));

// --- The form ---

const field = (name) => form.elements[name];
const service = () => form.querySelector("[name=service]:checked");
const named = (number) => form.querySelector(`[name=service][value="${number}"]`)?.closest("label").textContent.trim() ?? number;

function read() {
  return {
    key: field("key").value, seq: Number(field("seq").value) || null, day: field("day").value, service: Number(service()?.value ?? 0),
    served: Number(field("served").value || 0), hours: field("hours").value.replace(",", "."), note: field("note").value.trim(),
    reason: form.elements.reason?.value.trim() ?? "",
  };
}

function fresh() {
  form.querySelector(".errors")?.remove();
  for (const input of form.querySelectorAll("[name=service]")) input.checked = false;
  for (const [name, value] of [["served", "0"], ["hours", ""], ["note", ""], ["seq", ""], ["key", newKey()]]) field(name).value = value;
}
const newKey = () => crypto.randomUUID().replaceAll("-", "");

// What is put back stays in the store until it is noted again under the same key.
function refill(row) {
  const choice = form.querySelector(`[name=service][value="${row.service}"]`);
  if (choice) choice.checked = true;
  for (const name of ["day", "served", "hours", "note", "key"]) field(name).value = row[name];
  field("seq").value = row.seq ?? "";
  field("day").focus();
}

// A page kept since another day begins on this day.
function today() {
  const now = new Date(), day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  const untouched = field("day").value === field("day").defaultValue;
  if (day > field("day").max && field("day").dataset.last >= day) {
    field("day").max = day;
    if (untouched) field("day").value = day;
  }
}

let plainly = false;
form.addEventListener("submit", (event) => {
  if (plainly) return;
  // Never left to the browser: without a line it would show its own page in place of what was typed.
  event.preventDefault();
  const row = read();
  keeping.textContent = "";
  if (!service() || row.hours === "") return void (keeping.textContent = say("missing"));
  if (!form.reportValidity()) return;
  put({ ...row, person: told.person, at: Date.now(), refused: "", theirs: null }).then(() => {
    fresh();
    keeping.textContent = say("kept");
    return send();
  }).catch(() => {
    // A browser that keeps nothing sends the page as it would without this module.
    plainly = true;
    keeping.textContent = say("unsaved");
    setTimeout(() => form.requestSubmit());
  });
});

// Plus and minus beside the number served.
function stepper(input) {
  const holder = document.createElement("div");
  holder.className = "stepper";
  input.replaceWith(holder);
  for (const step of [-1, 1]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet";
    button.textContent = step < 0 ? "−" : "+";
    button.setAttribute("aria-label", `${document.querySelector(`label[for="${input.id}"]`).firstChild.textContent.trim()} ${step < 0 ? "−1" : "+1"}`);
    button.addEventListener("click", () => (step < 0 ? input.stepDown() : input.stepUp()));
    if (step < 0) holder.append(button, input);
    else holder.append(button);
  }
}

// --- Sending: one tab at a time ---

let inLine = null;
async function send() {
  await draw();
  // Whoever calls while another tab sends stands in line, once a tab: what was noted meanwhile goes as soon as that one has ended.
  // A tab out of sight does not stand in line; it calls again when it is seen.
  await (inLine ??= navigator.locks.request("padan-logbook", { ifAvailable: document.hidden }, (lock) => {
    inLine = null;
    return lock && once();
  }));
  await draw();
  // The page shows what has arrived, unless something new is being typed.
  if (arrived && box.hidden && !service() && !field("note").value && !field("hours").value) location.assign(told.list);
}

async function once() {
  const rows = (await waiting()).filter((row) => !row.refused && !row.theirs);
  if (!rows.length) return;
  state.textContent = say("sending");
  try {
    const session = await (await fetch(told.session, { cache: "no-store", signal: AbortSignal.timeout?.(20_000) })).json();
    if (session.person !== told.person) return void (state.textContent = say("signin"));
    for (const row of rows.sort((one, other) => one.at - other.at)) await post(row, session.token);
  } catch (error) {
    state.textContent = say(error instanceof Stop ? "signin" : "offline");
  }
}

class Stop extends Error {}

async function post({ key, seq, day, service: number, served, hours, note, reason }, token) {
  const answer = await fetch(told.sync, {
    method: "POST", body: JSON.stringify({ key, seq, day, service: number, served, hours, note, reason, person: told.person }), redirect: "manual",
    // The line may swallow a request: no tab waits for ever behind it.
    signal: AbortSignal.timeout?.(20_000),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
  });
  const json = answer.headers.get("Content-Type")?.includes("json");
  // Somebody else signed in, or nobody is any more: nothing is wrong with the entry, it waits for its writer.
  if (answer.type === "opaqueredirect" || (answer.status === 403 && !json)) throw new Stop();
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  const said = json ? await answer.json() : { refused: String(answer.status) };
  if (said.signin) throw new Stop();
  if (answer.ok) return drop(key);
  const row = (await waiting()).find((one) => one.key === key);
  return row && put({ ...row, refused: said.refused, theirs: said.theirs ?? null, why: Boolean(said.why) });
}

// --- What waits ---

const words = (row) => say("line", new Date(`${row.day}T12:00`).toLocaleDateString(told.language, { day: "numeric", month: "short" }), named(row.service), row.served, row.hours);

function button(label, what) {
  const one = document.createElement("button");
  one.type = "button";
  one.className = "btn quiet";
  one.textContent = label;
  one.addEventListener("click", async () => {
    await what();
    await send();
  });
  return one;
}

function paragraph(text, style) {
  const one = document.createElement("p");
  one.className = style;
  one.textContent = text;
  return one;
}

// A change of a week the supervisor has spoken of says why.
function because(row) {
  const form = document.createElement("form"), label = document.createElement("label"), input = document.createElement("input"), go = document.createElement("button");
  form.className = "why";
  label.append(say("why"), input);
  Object.assign(input, { maxLength: 300, required: true });
  Object.assign(go, { className: "btn quiet", textContent: say("send") });
  form.append(label, go);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await put({ ...row, reason: input.value.trim(), refused: "", why: false });
    await send();
  });
  return form;
}

function line(row) {
  const item = document.createElement("li"), what = document.createElement("div"), name = document.createElement("strong");
  name.textContent = words(row);
  what.append(name);
  if (row.note) what.append(paragraph(row.note, "soft small"));
  what.append(paragraph(`${say("on_phone")}: ${say("yes")} · ${say("on_server")}: ${say("no")}`, "where small soft"));
  item.append(what);
  const doing = document.createElement("div");
  doing.className = "row";
  if (row.theirs) {
    what.append(paragraph(row.refused || say("differs"), "error"), paragraph(`${words(row.theirs)}${row.theirs.note ? ` – ${row.theirs.note}` : ""}`, ""));
    doing.append(
      // In place of what stands there; what was struck out elsewhere is noted anew.
      button(say("mine"), () => swap(row.key, {
        ...row, ...(row.theirs.struck ? { key: newKey(), seq: null } : { key: row.theirs.key, seq: row.theirs.seq }), refused: "", theirs: null,
      })),
      button(say("theirs"), () => drop(row.key)),
    );
  } else if (row.refused) {
    what.append(paragraph(say("stopped", row.refused), "error"));
    if (row.why) doing.append(because(row));
    doing.append(
      button(say("again"), () => refill(row)),
      // Thrown away is not arrived.
      button(say("drop"), async () => { await drop(row.key); many -= 1; }),
    );
  }
  if (doing.children.length) item.append(doing);
  return item;
}

let drawn = "", many = 0, arrived = false;
async function draw() {
  const rows = await waiting();
  // Gone from here or from another tab of this browser.
  arrived ||= rows.length < many;
  many = rows.length;
  // Only what is another is drawn anew: a reason that is being typed stays.
  if (drawn === (drawn = JSON.stringify(rows))) return void (rows.length || (state.textContent = ""));
  list.replaceChildren(...rows.sort((one, other) => one.at - other.at).map(line));
  box.hidden = !rows.length;
  if (!rows.length) state.textContent = "";
}

document.getElementById("unsent-try").addEventListener("click", send);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(send, 20_000);
stepper(field("served"));
today();
serve(told);
send().catch(() => (keeping.textContent = say("unsaved")));
