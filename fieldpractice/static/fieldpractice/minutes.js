// The screen of a session: lines of the minutes are saved as they are typed, two people see each other's words, and what cannot be
// sent is kept in this browser until there is a line. Without JavaScript every form sends itself.

const root = document.getElementById("run");
const told = root.dataset;
const note = document.getElementById("line-state");
const waiting = document.getElementById("waiting-lines");
const KEY = `padan-minutes:${told.person}:${told.session}`;
const EVERY = 5000;
const PAUSE = 900;

// What this browser has and the server not: new lines, changed lines by id, other forms to send, and what stands typed in fields.
const kept = { lines: [], edits: {}, posts: [], drafts: {}, ...JSON.parse(localStorage.getItem(KEY) || "{}") };
const keep = () => localStorage.setItem(KEY, JSON.stringify(kept));
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function say(words = "", tone = "warn") {
  note.className = `notice ${tone}`;
  note.hidden = !words;
  if (note.textContent !== words) note.textContent = words;
}

// --- Sending ---

class NoLine extends Error {}
class SignIn extends Error {}

async function post(url, fields) {
  const live = document.getElementById("approval");
  if (live.dataset.who !== told.person) throw new SignIn();
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  body.set("csrfmiddlewaretoken", live.querySelector("[name=csrfmiddlewaretoken]").value);
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    throw new NoLine();
  }
  const json = answer.headers.get("Content-Type")?.includes("json");
  if (answer.type === "opaqueredirect" || (answer.status === 403 && !json)) throw new SignIn();
  if (answer.status >= 500 || answer.status === 429 || !json) throw new NoLine();
  return { status: answer.status, ...(await answer.json()) };
}

let sending = false;
// One thing at a time and in order; what is sent again under its key is there once.
async function send() {
  if (sending) return;
  sending = true;
  try {
    await sendLines();
    for (const id of Object.keys(kept.edits)) await sendEdit(id);
    await sendPosts();
    if (note.dataset.line) { delete note.dataset.line; say(); }
  } catch (error) {
    if (!(error instanceof NoLine || error instanceof SignIn)) throw error;
    note.dataset.line = "1";
    say(error instanceof SignIn ? told.signin : told.kept);
  } finally {
    sending = false;
    drawWaiting();
  }
}

async function sendLines() {
  let sent = false;
  for (const line of kept.lines.filter((one) => !one.refused)) {
    const answer = await post(told.add, [["key", line.key], ["kind", line.kind], ["text", line.text]]);
    if (answer.status === 200) kept.lines = kept.lines.filter((one) => one !== line);
    else line.refused = answer.refused;
    keep();
    sent = true;
  }
  if (sent) await look();
}

async function sendEdit(id) {
  const edit = kept.edits[id];
  const row = document.getElementById(`item-${id}`);
  if (!edit || edit.stopped || !row) return;
  const text = edit.text;
  const state = row.querySelector("[data-state]");
  if (!text.trim()) return;
  state.textContent = told.saving;
  const answer = await post(row.querySelector("form").getAttribute("action"), [["seq", edit.seq], ["kind", row.querySelector("[name=kind]").value], ["text", text]]);
  if (answer.status === 200) {
    row.dataset.seq = answer.seq;
    row.querySelector("[name=seq]").value = answer.seq;
    state.textContent = told.saved;
    // What was typed while it was sent is still to be sent.
    if (kept.edits[id].text === text) delete kept.edits[id];
    else kept.edits[id].seq = answer.seq;
  } else {
    state.textContent = "";
    edit.stopped = { text: answer.theirs ?? "", seq: answer.seq, by: answer.by, struck: answer.struck || answer.seq === undefined, refused: answer.refused };
    drawStopped(row, edit);
  }
  keep();
}

async function sendPosts() {
  let sent = false;
  for (const one of [...kept.posts]) {
    const answer = await post(one.url, one.fields);
    kept.posts = kept.posts.filter((other) => other !== one);
    keep();
    sent = true;
    if (answer.status !== 200) say(`${answer.refused} (${one.fields.filter(([name]) => ["action", "note"].includes(name)).map(([, value]) => value).join(" ")})`, "bad");
  }
  if (sent) await look();
}

// --- Lines that are there ---

const timers = new Map();
function later(id) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(send, PAUSE));
}

root.addEventListener("input", (event) => {
  const field = event.target;
  grow(field);
  const row = field.closest("[data-item]");
  if (row && field.name === "text") {
    const id = row.dataset.item;
    kept.edits[id] = { seq: row.dataset.seq, ...kept.edits[id], text: field.value };
    keep();
    later(id);
  } else if (field.id && field.name !== "key") {
    kept.drafts[field.id] = field.value;
    keep();
  }
});
root.addEventListener("focusout", (event) => { if (event.target.closest("[data-item]")) send(); });

// Somebody else was first: both texts stand, and the writer chooses.
function drawStopped(row, edit) {
  row.querySelector(".differs")?.remove();
  const { text, seq, by, struck, refused } = edit.stopped;
  const box = document.createElement("div");
  box.className = "differs notice warn";
  box.setAttribute("role", "alert");
  const inner = document.createElement("div");
  const head = document.createElement("p");
  head.className = "notice-title";
  head.textContent = seq === undefined ? refused : (struck ? told.struck : told.differs).replace("%s", by);
  inner.append(head);
  if (seq !== undefined) {
    const other = document.createElement("p");
    const label = document.createElement("span");
    label.className = "soft small";
    label.textContent = `${told.other} `;
    const words = document.createElement("span");
    words.className = "other";
    words.textContent = text;
    other.append(label, words);
    inner.append(other);
  }
  const choices = document.createElement("p");
  choices.className = "row";
  if (struck) choices.append(choice(told.again, () => anew(row, edit)));
  else choices.append(choice(told.mine, () => mine(row, seq)), choice(told.theirs, () => theirs(row, text, seq)));
  inner.append(choices);
  box.append(inner);
  row.querySelector("form").append(box);
}

function choice(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn quiet";
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

const idOf = (row) => row.dataset.item;
function mine(row, seq) {
  const edit = kept.edits[idOf(row)];
  kept.edits[idOf(row)] = { text: edit.text, seq };
  settle(row, seq);
  send();
}
function theirs(row, text, seq) {
  delete kept.edits[idOf(row)];
  row.querySelector("[name=text]").value = text;
  settle(row, seq);
  look();
}
function anew(row, edit) {
  delete kept.edits[idOf(row)];
  add(row.querySelector("[name=kind]").value, edit.text);
  row.remove();
}
function settle(row, seq) {
  row.dataset.seq = seq;
  row.querySelector("[name=seq]").value = seq;
  row.querySelector(".differs")?.remove();
  keep();
  row.querySelector("[name=text]").focus();
}

// --- New lines ---

const fresh = document.getElementById("new-line");
function add(kind, text) {
  kept.lines.push({ key: newKey(), kind, text });
  keep();
  drawWaiting();
  send();
}

fresh.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = fresh.elements.text;
  if (!field.value.trim()) return field.focus();
  const text = field.value;
  field.value = "";
  delete kept.drafts[field.id];
  add(fresh.elements.kind.value, text);
  grow(field);
  field.focus();
});
fresh.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) fresh.requestSubmit();
});

// Lines that wait for the server stand below the others.
function drawWaiting() {
  const rows = kept.lines.map((line) => {
    const item = document.createElement("li");
    const text = document.createElement("p");
    text.textContent = line.text;
    const state = document.createElement("p");
    state.className = line.refused ? "error small" : "soft small";
    state.textContent = line.refused || told.saving;
    item.append(text, state);
    if (line.refused) {
      item.append(choice(told.again, () => {
        kept.lines = kept.lines.filter((one) => one !== line);
        fresh.elements.text.value = line.text;
        keep();
        drawWaiting();
        fresh.elements.text.focus();
      }));
    }
    return item;
  });
  waiting.replaceChildren(...rows);
  waiting.hidden = rows.length === 0;
}

// --- The other forms: sent without leaving the page ---

root.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form === fresh || event.defaultPrevented) return;
  if (form.closest("[data-item]") && !button?.hasAttribute("data-strike")) {
    event.preventDefault();
    return send();
  }
  if (!form.matches("[data-quiet]") && !button?.hasAttribute("data-strike")) return;
  event.preventDefault();
  const fields = [...new FormData(form, button)].filter(([name]) => name !== "csrfmiddlewaretoken");
  // A field of this form is named action: the property would be that field.
  const url = button?.getAttribute("formaction") || form.getAttribute("action");
  const alert = form.querySelector("[data-refused]");
  try {
    const answer = await post(url, fields);
    if (alert) { alert.hidden = answer.status === 200; alert.textContent = answer.refused || ""; }
    else if (answer.status !== 200) say(answer.refused, "bad");
    if (answer.status !== 200) return;
    done(form);
  } catch (error) {
    if (!(error instanceof NoLine || error instanceof SignIn)) throw error;
    kept.posts.push({ url, fields });
    done(form);
    note.dataset.line = "1";
    say(error instanceof SignIn ? told.signin : told.kept);
  }
  // Its part is drawn anew: whoever works by keyboard goes on from there.
  const card = form.closest(".card");
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
  if (form.closest("[data-item]")) { delete kept.edits[form.closest("[data-item]").dataset.item]; keep(); }
  await look();
  if (form.id === "new-follow-up") form.elements.action.focus();
});

function done(form) {
  for (const field of form.elements) if (field.id) delete kept.drafts[field.id];
  keep();
  form.reset();
  if (form.elements.key) form.elements.key.value = newKey();
}

// --- What others did ---

const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

async function look() {
  if (document.hidden) return;
  let page;
  try {
    const answer = await fetch(told.live, { cache: "no-store", redirect: "manual" });
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return; // no line: the page stays as it is
  }
  mergeLines(page.getElementById("lines"));
  for (const part of document.querySelectorAll("[data-live]")) {
    const now = page.getElementById(part.id);
    if (!now || part.id === "lines") continue;
    if (part.id === "approval") {
      part.dataset.who = now.dataset.who;
      part.querySelector("[name=csrfmiddlewaretoken]").value = now.querySelector("[name=csrfmiddlewaretoken]").value;
    }
    if (words(now) === words(part) || part.contains(document.activeElement)) continue;
    const open = [...part.querySelectorAll("details")].map((one) => one.open);
    [...now.querySelectorAll("details")].forEach((one, place) => { one.open = open[place] ?? one.open; });
    part.replaceWith(document.adoptNode(now));
  }
  restore();
}

// Row by row: what somebody types in here stays, and so does the cursor.
function mergeLines(now) {
  const here = document.getElementById("lines");
  if (!now) return;
  const there = new Set();
  let before = null;
  for (const row of [...now.children].filter((one) => one.dataset.item)) {
    there.add(row.id);
    let mineRow = document.getElementById(row.id);
    const busy = mineRow && (kept.edits[row.dataset.item] || mineRow.contains(document.activeElement));
    if (!mineRow) {
      mineRow = document.adoptNode(row);
      if (before) before.after(mineRow); else here.prepend(mineRow);
    } else if (!busy && mineRow.dataset.seq !== row.dataset.seq) {
      const fresher = document.adoptNode(row);
      mineRow.replaceWith(fresher);
      mineRow = fresher;
    }
    before = mineRow;
  }
  for (const row of [...here.children]) {
    const id = row.dataset.item;
    if (there.has(row.id) || (id && (kept.edits[id] || row.contains(document.activeElement)))) continue;
    if (id || there.size) row.remove();
  }
  if (!here.children.length) here.replaceChildren(...[...now.children].map((one) => document.adoptNode(one)));
  here.querySelectorAll("textarea").forEach(grow);
}

function grow(field) {
  if (field.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
  field.rows = Math.min(14, Math.max(field.closest("[data-item]") ? 1 : 2, Math.ceil(field.value.length / 60) + field.value.split("\n").length - 1));
}

// What was typed and not sent stands in its fields again.
function restore() {
  for (const [id, value] of Object.entries(kept.drafts)) {
    const field = document.getElementById(id);
    if (field && !field.value && value) field.value = value;
  }
}

root.classList.add("scripted");
for (const one of document.querySelectorAll(".only-script")) one.hidden = false;
for (const [id, edit] of Object.entries(kept.edits)) {
  const row = document.getElementById(`item-${id}`);
  if (!row) {
    // Struck out while nobody here had a line: the words are not lost.
    kept.lines.push({ key: newKey(), kind: "note", text: edit.text });
    delete kept.edits[id];
    continue;
  }
  row.querySelector("[name=text]").value = edit.text;
  if (edit.stopped) drawStopped(row, edit);
}
keep();
restore();
document.querySelectorAll("#run textarea").forEach(grow);
drawWaiting();
send();
setInterval(() => { send().then(look); }, EVERY);
addEventListener("online", send);
document.addEventListener("visibilitychange", () => { if (!document.hidden) send().then(look); });
