// The trainer's screen: the code renews itself, the board is live, and a tap waits in this browser until there is a line.
const told = document.getElementById("attend").dataset;
const board = document.getElementById("board");
const code = document.getElementById("code");
const note = document.getElementById("queue");
const KEY = `padan-taps:${told.person}:${told.class}`;
const REFUSED = `padan-refused:${told.person}:${told.class}`;
const EVERY = 5000;
const AGAIN = 60000;
let searching;

const kept = () => JSON.parse(localStorage.getItem(KEY) || "[]");
const keep = (taps) => (taps.length ? localStorage.setItem(KEY, JSON.stringify(taps)) : localStorage.removeItem(KEY));

// --- Taps ---

document.getElementById("taps").addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "enrolment") return;
  event.preventDefault();
  // Tapped again at once it is the same tap; hours later, without a line all day, it is the second one, at the end.
  if (!kept().some((tap) => tap.enrolment === button.value && Date.now() - Date.parse(tap.at) < AGAIN)) {
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

// Taps the server did not take stay listed in this browser until the trainer says they are noted.
const refusals = document.getElementById("refused");
const notTaken = () => JSON.parse(localStorage.getItem(REFUSED) || "[]");

function listRefused() {
  const rows = notTaken();
  refusals.hidden = !rows.length;
  refusals.querySelector("ul").replaceChildren(...rows.map(({ who, at, why }) => {
    const line = document.createElement("li");
    line.textContent = `${who} (${new Date(at).toLocaleTimeString("id", { hour: "2-digit", minute: "2-digit" })}): ${why}`;
    return line;
  }));
}

refusals.querySelector("button").addEventListener("click", () => { localStorage.removeItem(REFUSED); listRefused(); });

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
    const { taps: results, who } = await answer.json();
    const refused = taps.filter((tap) => results[tap.id]);
    for (const tap of refused) document.querySelector(`button[value="${tap.enrolment}"]`)?.setAttribute("aria-pressed", "false");
    // Written down before they leave the queue: whose, when, and why, to write corrections from.
    localStorage.setItem(REFUSED, JSON.stringify([...notTaken(), ...refused.map((tap) => ({ who: who[tap.id] || "?", at: tap.at, why: results[tap.id] }))]));
    keep(kept().filter((tap) => !(tap.id in results)));
    listRefused();
    if (kept().length || board || refused.length) say();
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

// The new board in place of the old one. Whoever is in it with the keyboard stays with the same person, never with the next.
function swap(html) {
  const here = board.contains(document.activeElement) ? document.activeElement : null;
  const whose = here?.value || here?.getAttribute("href");
  board.innerHTML = html;
  if (whose) (board.querySelector(`[value="${whose}"], [href="${whose}"]`) || board.querySelector(`[href*="/${whose}/"]`))?.focus({ preventScroll: true });
}

let shown = "";
// A name under a finger stays where it is until the finger is lifted.
let pressed = false;
async function look() {
  if (!board || document.hidden || pressed) return;
  const search = document.getElementById("q").value;
  try {
    const html = await piece(`${told.board}?q=${encodeURIComponent(search)}`);
    if (html && html !== shown) { swap(html); shown = html; mark(); }
  } catch { /* no line: the names stay as they are */ }
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
  board.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(() => { pressed = false; }));
  document.getElementById("q").addEventListener("input", () => { clearTimeout(searching); searching = setTimeout(look, 250); });
  document.getElementById("q").form.addEventListener("submit", (event) => { event.preventDefault(); look(); });
}
if (code) renew();
addEventListener("online", send);
setInterval(send, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) { send(); look(); } });
mark();
say();
listRefused();
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
