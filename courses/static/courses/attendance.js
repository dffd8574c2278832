// The trainer's screen: the code renews itself, the board is live, and a tap waits in this browser until there is a line.
const told = document.getElementById("attend").dataset;
const board = document.getElementById("board");
const code = document.getElementById("code");
const note = document.getElementById("queue");
const KEY = `padan-taps:${told.person}:${told.class}`;
const EVERY = 5000;
let searching;

const kept = () => JSON.parse(localStorage.getItem(KEY) || "[]");
const keep = (taps) => (taps.length ? localStorage.setItem(KEY, JSON.stringify(taps)) : localStorage.removeItem(KEY));

// --- Taps ---

document.getElementById("taps").addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "enrolment") return;
  event.preventDefault();
  if (!kept().some((tap) => tap.enrolment === button.value)) {
    keep([...kept(), { id: newId(), enrolment: button.value, at: new Date().toISOString() }]);
  }
  button.setAttribute("aria-pressed", "true");
  say();
  send();
});

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(words = "", tone = "warn") {
  const waiting = kept().length;
  const text = words || (waiting ? `${waiting} ${told.waiting}` : "");
  note.className = `notice ${tone}`;
  note.hidden = !text;
  if (note.textContent !== text) note.textContent = text;
}

function mark() {
  for (const tap of kept()) document.querySelector(`button[value="${tap.enrolment}"]`)?.setAttribute("aria-pressed", "true");
}

let sending = false;
// Sent one call at a time; what comes back as taken, or as refused for good, leaves the queue. The rest is sent again.
async function send() {
  if (sending || !kept().length) return;
  sending = true;
  try {
    const session = await (await fetch(told.session, { cache: "no-store", redirect: "error" })).json();
    if (session.person !== told.person) return;
    const taps = kept().slice(0, 200);
    const answer = await fetch(told.sync, {
      method: "POST",
      redirect: "error",
      headers: { "Content-Type": "application/json", "X-CSRFToken": session.token },
      body: JSON.stringify({ taps }),
    });
    if (!answer.ok) return;
    const results = (await answer.json()).taps;
    keep(kept().filter((tap) => !(tap.id in results)));
    const refused = [...new Set(Object.values(results).filter(Boolean))];
    for (const tap of taps) {
      if (results[tap.id]) document.querySelector(`button[value="${tap.enrolment}"]`)?.setAttribute("aria-pressed", "false");
    }
    if (refused.length) say(refused.join(" "), "bad");
    else if (kept().length || board) say();
    else say(told.sent, "ok");
    await look();
  } catch {
    say();
  } finally {
    sending = false;
  }
}

// --- The live board and the code ---

async function piece(path) {
  const answer = await fetch(path, { cache: "no-store", redirect: "error" });
  return answer.ok ? answer.text() : "";
}

let shown = "";

async function look() {
  if (!board || document.hidden) return;
  const search = document.getElementById("q").value;
  try {
    const html = await piece(`${told.board}?q=${encodeURIComponent(search)}`);
    if (!html || html === shown) return;
    const place = held();
    board.innerHTML = shown = html;
    mark();
    place();
  } catch { /* no line: the names stay as they are */ }
}

// The board changes under who taps with a keyboard: the focus stays on the same name, or goes to the one that took its place.
function held() {
  const active = document.activeElement;
  if (!board.contains(active)) return () => {};
  const kind = active.localName;
  const at = [...board.querySelectorAll(kind)].indexOf(active);
  const same = kind === "a" ? `a[href="${active.getAttribute("href")}"]` : `button[value="${active.value}"]`;
  return () => {
    const rest = board.querySelectorAll(kind);
    (board.querySelector(same) || rest[Math.min(at, rest.length - 1)])?.focus({ preventScroll: true });
  };
}

async function renew() {
  const seconds = Number(code.querySelector("[data-seconds]")?.dataset.seconds) || 20;
  setTimeout(async () => {
    try {
      const html = await piece(told.code);
      if (html) code.innerHTML = html;
    } catch { /* no line: asked again in a moment */ }
    renew();
  }, Math.min(seconds, 20) * 1000 + 200);
}

if (board) {
  setInterval(look, EVERY);
  document.getElementById("q").addEventListener("input", () => { clearTimeout(searching); searching = setTimeout(look, 250); });
  document.getElementById("q").form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
}
if (code) renew();
addEventListener("online", send);
setInterval(send, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { send(); look(); } });
mark();
say();
send();

// --- The worker that serves the names without a line ---

async function serve() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(told.worker);
  const worker = registration.active || (await new Promise((done) => {
    const coming = registration.installing || registration.waiting;
    coming.addEventListener("statechange", () => coming.state === "activated" && done(coming));
  }));
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => new URL(url).pathname.startsWith("/static/"));
  worker.postMessage({ keep: told.offline, parts, person: told.person });
}
serve();
