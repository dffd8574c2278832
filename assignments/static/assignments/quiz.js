// Keeps each answer on the phone first, then on the server, and counts down by the server's seconds. Everything works without it.

const form = document.getElementById("quiz");
const words = JSON.parse(form.dataset.words);
const line = document.querySelector("[data-line]");
const attempt = form.dataset.attempt;
// A name of its own for each time the page is opened: what a page sent before, it sent under its old name.
const tab = Array.from(crypto.getRandomValues(new Uint8Array(10)), (one) => one.toString(16).padStart(2, "0")).join("");
const others = "BroadcastChannel" in window ? new BroadcastChannel(`quiz-${attempt}`) : null;
const RETRY = 5000;
const PAUSE = 500;
// A line that is neither there nor gone keeps a request for minutes: given up, it is sent again, and the server knows it.
const PATIENCE = 30000;

form.elements.tab.value = tab;
form.querySelector("[data-save]").hidden = true;

// --- The phone's own store. Without one (a private window) answers are only sent, and the page says so. ---

const store = await new Promise((resolve) => {
  try {
    const opening = indexedDB.open("padan-quiz", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("answers", { keyPath: "id" }).createIndex("attempt", "attempt");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => resolve(null);
  } catch {
    resolve(null);
  }
});

// Strict: the promise is kept only once the answer is on the disk, so that it survives the power going out.
function inStore(mode, act) {
  if (!store) return Promise.resolve(null);
  return new Promise((resolve) => {
    const work = store.transaction("answers", mode, { durability: "strict" });
    const asked = act(work.objectStore("answers"));
    work.oncomplete = () => resolve(asked?.result ?? true);
    work.onerror = work.onabort = () => resolve(null);
  });
}

const keep = (record) => inStore("readwrite", (all) => all.put(record));
const kept = async () => (await inStore("readonly", (all) => all.index("attempt").getAll(attempt))) ?? [];

// What has arrived goes, and whatever was given before it to the same question.
async function drop(record) {
  for (const one of await kept()) {
    if (one.order === record.order && one.seq <= record.seq) await inStore("readwrite", (all) => all.delete(one.id));
  }
}

// --- Questions ---

class Question {
  constructor(element) {
    this.element = element;
    this.order = element.dataset.question;
    this.state = element.querySelector("[data-state]");
    this.told = element.querySelector("[data-told]");
    this.baseField = form.elements[`base-${this.order}`];
    this.base = this.seq = Number(this.baseField.value);
    this.pending = null;
    this.sending = this.conflict = this.hasWaiting = false;
  }

  controls() {
    return [...this.element.querySelectorAll("input, select, textarea")].filter((one) => one.name && one.type !== "hidden");
  }

  fields() {
    return this.controls()
      .filter((one) => one.value !== "" && (one.checked || !["checkbox", "radio"].includes(one.type)))
      .map((one) => [one.name, one.value]);
  }

  fill(fields) {
    for (const one of this.controls()) {
      const mine = fields.filter(([name]) => name === one.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(one.type)) one.checked = mine.includes(one.value);
      else one.value = mine[0] ?? "";
    }
    for (const list of this.element.querySelectorAll("[data-ordering]")) {
      const rank = (row) => Number(row.querySelector("select").value) || Infinity;
      list.append(...[...list.children].sort((a, b) => rank(a) - rank(b)));
    }
  }

  say(word, tone) {
    this.state.textContent = words[word] ?? word;
    this.state.dataset.tone = tone;
  }

  // A new answer: on the phone first.
  async changed() {
    clearTimeout(this.waiting);
    this.hasWaiting = this.conflict = false;
    this.told.hidden = true;
    this.seq = Math.max(this.seq, this.base) + 1;
    const record = { id: `${attempt}/${this.order}/${tab}`, attempt, order: this.order, fields: this.fields(), seq: this.seq, base: this.base, tab };
    this.pending = record;
    const safe = await keep(record);
    if (this.pending === record) this.say(safe ? "phone" : "memory", "wait");
    await this.send();
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.changed(), PAUSE);
    this.hasWaiting = true;
  }

  async send() {
    if (!this.pending || this.sending || this.conflict) return;
    this.sending = true;
    const record = this.pending;
    const told = await post(record);
    this.sending = false;
    if (told) await this.heard(record, told);
    if (told && this.pending && this.pending !== record) await this.send();
  }

  async heard(record, told) {
    heardTime(told);
    if (told.outcome === "conflict") return this.elsewhere(told);
    await drop(record);
    if (this.pending === record) this.pending = null;
    if (told.outcome === "over" || told.outcome === "handed_in") {
      this.say("over", "bad");
      return ended(told);
    }
    this.base = told.seq;
    this.baseField.value = told.seq;
    if (!this.pending) this.say(told.words ?? "server", told.words ? "wait" : "ok");
    others?.postMessage({ order: this.order, seq: told.seq, fields: record.fields });
  }

  // Another tab of this browser has answered. What nobody has touched here simply follows it.
  follow({ seq, fields }) {
    if (seq <= this.base || this.pending || this.hasWaiting) return;
    this.fill(fields);
    this.base = this.seq = seq;
    this.baseField.value = seq;
    this.conflict = false;
    this.told.hidden = true;
    this.say("server", "ok");
  }

  // Nothing was overwritten: both answers are shown, and the person decides.
  elsewhere(told) {
    this.conflict = true;
    const text = document.createElement("p");
    text.textContent = words.elsewhere;
    const standing = document.createElement("strong");
    standing.textContent = told.standing ?? "";
    text.append(" ", standing);
    const mine = choice(words.mine, () => {
      this.base = told.seq;
      this.seq = Math.max(this.seq, told.seq);
      this.changed();
    });
    const theirs = choice(words.theirs, async () => {
      if (this.pending) await drop(this.pending);
      location.reload();
    });
    const buttons = document.createElement("p");
    buttons.className = "row";
    buttons.append(mine, theirs);
    this.told.replaceChildren(text, buttons);
    this.told.className = "notice warn told";
    this.told.setAttribute("role", "alert");
    this.told.hidden = false;
    this.say("", "");
  }
}

function choice(label, act) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "btn quiet", textContent: label });
  button.addEventListener("click", act);
  return button;
}

const questions = new Map([...form.querySelectorAll("[data-question]")].map((element) => [element.dataset.question, new Question(element)]));
const unsent = () => [...questions.values()].filter((one) => one.pending);

// --- The line ---

let away = false;

async function post(record) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("order", record.order);
  body.append(`base-${record.order}`, record.base);
  body.append("seq", record.seq);
  body.append("tab", record.tab);
  for (const [name, value] of record.fields) body.append(name, value);
  try {
    const answer = await fetch(form.dataset.answer, { method: "POST", body, redirect: "manual", signal: AbortSignal.timeout?.(PATIENCE), keepalive: document.visibilityState === "hidden" });
    if (answer.type === "opaqueredirect") return tell("signin");
    if ([403, 404, 422].includes(answer.status)) return tell("reload");
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
    const told = await answer.json();
    if (away) tell("back");
    away = false;
    return told;
  } catch {
    away = true;
    return tell("away");
  }
}

function tell(word) {
  line.textContent = words[word];
  line.dataset.tone = word === "back" ? "ok" : "wait";
  return null;
}

async function flush() {
  for (const one of questions.values()) {
    if (one.hasWaiting) {
      one.hasWaiting = false;
      await one.changed();
    }
  }
  for (const one of unsent()) await one.send();
  return !unsent().length;
}

setInterval(() => { if (unsent().length) flush().then(goOn); }, RETRY);
addEventListener("online", () => flush().then(goOn));
document.addEventListener("visibilitychange", () => {
  flush();
  if (document.visibilityState === "visible") askTime();
});
addEventListener("pageshow", (event) => { if (event.persisted) askTime(); });
addEventListener("pagehide", () => flush());

others?.addEventListener("message", ({ data }) => {
  if (data.handingIn) setTimeout(askTime, 1500);
  else questions.get(data.order)?.follow(data);
});

// --- Answers as they are given ---

function questionOf(event) {
  return questions.get(event.target.closest("[data-question]")?.dataset.question);
}

form.addEventListener("change", (event) => {
  questionOf(event)?.changed();
});
form.addEventListener("input", (event) => {
  if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) questionOf(event)?.soon();
});

// --- Handing in ---

let handingIn = null;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  handingIn = event.submitter?.name === "hand_in" ? event.submitter.value : null;
  flush().then(goOn);
});

// Hand in once everything is on the server and the line stands; until then it waits.
async function goOn() {
  if (!handingIn) return;
  const undecided = [...questions.values()].find((one) => one.conflict);
  if (undecided) {
    handingIn = null;
    undecided.element.focus();
    return;
  }
  if (unsent().length || !(await askTime())) return tell("waits");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "hand_in", value: handingIn });
  handingIn = null;
  form.append(field);
  others?.postMessage({ handingIn: true });
  form.submit();
}

setInterval(() => { if (handingIn) flush().then(goOn); }, RETRY);

// --- Time. What the phone's clock says plays no part: seconds are counted from what the server last said. ---

const shown = document.querySelector("[data-left]");
const until = document.querySelector("[data-until]");
const DAY = 86400;
// So often the server is asked when nothing else was heard of it: more time may have been given, or the quiz closed.
const ASK = 40000;
let left = shown.dataset.left === "" ? null : Number(shown.dataset.left);
let since = performance.now();
let heard = performance.now();
let over = false;

function heardTime(told) {
  heard = performance.now();
  if (told.left === undefined) return;
  left = told.left;
  since = heard;
  until.textContent = told.until;
}

// Handed in by the clock, by the closing, or in another tab: the page says so where it stands, and what is on it can still be read.
async function ended(told) {
  if (handingIn) return location.assign(form.dataset.result);
  if (over) return;
  over = true;
  // What was not sent yet is kept on the server too, though it does not count.
  await flush();
  const notice = document.querySelector("[data-ended]");
  notice.querySelector("[data-how]").textContent = told.ended ?? "";
  notice.hidden = false;
  for (const one of form.elements) one.disabled = true;
  document.querySelector("[data-timer]").hidden = true;
  notice.focus();
}

async function askTime() {
  if (over) return false;
  try {
    const answer = await fetch(form.dataset.clock, { redirect: "manual" });
    if (!answer.ok) return false;
    const told = await answer.json();
    if (told.open) heardTime(told);
    else await ended(told);
    return told.open;
  } catch {
    away = true;
    return false;
  }
}

setInterval(() => {
  if (document.visibilityState === "visible" && performance.now() - heard > ASK) askTime();
}, 5000);

function inWords(seconds) {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (h ? words.hours : words.minutes).replace("%(h)s", h).replace("%(m)s", m).replace("%(s)s", s);
}

let ending = false;

async function end() {
  ending = true;
  // Not everybody in the same second.
  await new Promise((resolve) => { setTimeout(resolve, Math.random() * 3000); });
  await askTime();
  if (over || left === null || left > 0) {
    ending = false;
    return;
  }
  tell("up");
  handingIn = "anyway";
  flush().then(goOn);
}

// Whoever opens the page within the grace hands in by the button: nothing counts down any more.
let running = left > 0;

function tick() {
  const counts = left !== null && left <= DAY && !over;
  const rest = counts ? Math.max(0, left - Math.floor((performance.now() - since) / 1000)) : 0;
  running ||= rest > 0;
  shown.hidden = !counts || !running;
  if (!counts) return;
  shown.textContent = inWords(rest);
  shown.closest("[data-timer]").dataset.tone = rest <= 60 ? "bad" : rest <= 300 ? "warn" : "";
  if (rest === 0 && running && !ending) end();
}

tick();
setInterval(tick, 1000);

// --- What was left on the phone ---

const newest = new Map();
for (const record of await kept()) {
  if ((newest.get(record.order)?.seq ?? 0) <= record.seq) newest.set(record.order, record);
}
for (const [order, record] of newest) {
  const one = questions.get(order);
  if (!one) continue;
  one.fill(record.fields);
  one.pending = record;
  one.seq = Math.max(one.seq, record.seq);
  one.say("phone", "wait");
}
if (newest.size) {
  tell("found");
  flush();
}
form.dataset.ready = "1";
