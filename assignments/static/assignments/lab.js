// The matching lab with JavaScript: the order as a list that is moved by touch, mouse or buttons, and saving as it is made.
// The selects of the form stay the truth; the list only writes into them.

const form = document.getElementById("ranking");
const board = document.getElementById("order");
const words = board.dataset;
const status = board.querySelector("[role=status]");
const selects = [...form.querySelectorAll("select[data-card]")];
const REFUSED = "x";

// What stands where, as lists of selects.
function read() {
  const ranked = selects.filter((one) => one.value && one.value !== REFUSED);
  ranked.sort((a, b) => Number(a.value) - Number(b.value));
  return { ranked, refused: selects.filter((one) => one.value === REFUSED), open: selects.filter((one) => !one.value) };
}

function write(ranked, refused) {
  for (const select of selects) {
    const place = ranked.indexOf(select);
    select.value = place >= 0 ? String(place + 1) : refused.includes(select) ? REFUSED : "";
  }
  draw();
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function put(select, where, index) {
  const { ranked, refused } = read();
  const order = ranked.filter((one) => one !== select);
  const out = refused.filter((one) => one !== select);
  if (where === "ranked") order.splice(index ?? order.length, 0, select);
  if (where === "refused") out.push(select);
  write(order, out);
  const place = where === "ranked" ? `${words.rank} ${order.indexOf(select) + 1}` : where === "refused" ? words.refused : words.open;
  status.textContent = `${select.dataset.title}: ${place}`;
}

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function tool(select, action, sign, label, enabled, act) {
  const button = element("button", { type: "button", "data-action": action, "aria-label": `${label}: ${select.dataset.title}` }, sign);
  if (sign === label) button.classList.add("word");
  button.disabled = !enabled;
  button.addEventListener("click", () => {
    act();
    const again = board.querySelector(`li[data-card="${select.dataset.card}"]`);
    (again?.querySelector(`[data-action="${action}"]:not(:disabled)`) ?? again?.querySelector(".tools button:not(:disabled)"))?.focus();
  });
  return button;
}

function line(select, where, index, count) {
  const grip = element("button", { type: "button", class: "grip", tabindex: "-1", "aria-hidden": "true", title: words.move }, where === "ranked" ? String(index + 1) : "≡");
  const tools = element("span", { class: "tools" });
  if (where === "ranked") {
    tools.append(
      tool(select, "up", "↑", words.up, index > 0, () => put(select, "ranked", index - 1)),
      tool(select, "down", "↓", words.down, index < count - 1, () => put(select, "ranked", index + 1)),
    );
  } else {
    tools.append(tool(select, "place", words.place, words.place, true, () => put(select, "ranked")));
  }
  if (where !== "refused") tools.append(tool(select, "refuse", "×", words.refuse, true, () => put(select, "refused")));
  const item = element("li", { "data-card": select.dataset.card }, grip, element("span", {}, select.dataset.title), tools);
  grip.addEventListener("pointerdown", (event) => drag(event, select, item));
  return item;
}

function list(where, selectsHere, heading) {
  const items = selectsHere.map((select, index) => line(select, where, index, selectsHere.length));
  if (!items.length) items.push(element("li", { class: "nothing" }, words.empty));
  const holder = element(where === "ranked" ? "ol" : "ul", { "data-where": where, "aria-label": heading }, ...items);
  return element("div", {}, element("h3", {}, heading), holder);
}

function draw() {
  const { ranked, refused, open } = read();
  for (const old of board.querySelectorAll(":scope > div")) old.remove();
  board.append(list("ranked", ranked, words.ranked), list("open", open, words.open), list("refused", refused, words.refused));
}

// So near the edge of the window the page moves on under the card.
const EDGE = 90, STEP = 14;
// Dragging with whatever points: the card moves along and stays where it is let go; Escape or a lost pointer puts it back.
function drag(event, select, item) {
  if (event.button) return;
  event.preventDefault();
  item.classList.add("moving");
  let moved = false;
  const move = ({ clientX, clientY }) => {
    if (clientY < EDGE || clientY > innerHeight - EDGE) scrollBy({ top: clientY < EDGE ? -STEP : STEP, behavior: "instant" });
    const holder = document.elementFromPoint(clientX, clientY)?.closest("#order [data-where]");
    if (!holder) return;
    const lines = [...holder.querySelectorAll("li[data-card]")].filter((one) => one !== item);
    const next = lines.find((one) => clientY < one.getBoundingClientRect().top + one.offsetHeight / 2) ?? null;
    if (item.parentElement === holder && lines.indexOf(next) === lines.indexOf(item.nextElementSibling)) return;
    holder.insertBefore(item, next);
    moved = true;
  };
  const stop = (stays) => {
    for (const [kind, listener] of Object.entries(listeners)) removeEventListener(kind, listener);
    item.classList.remove("moving");
    const holder = item.parentElement;
    if (moved && stays) put(select, holder.dataset.where, [...holder.querySelectorAll("li[data-card]")].indexOf(item));
    else if (moved) draw();
  };
  const listeners = {
    pointermove: move,
    pointerup: () => stop(true),
    pointercancel: () => stop(false),
    keydown: ({ key }) => key === "Escape" && stop(false),
  };
  for (const [kind, listener] of Object.entries(listeners)) addEventListener(kind, listener);
}

for (const select of selects) {
  select.addEventListener("change", () => {
    const { value } = select;
    if (value && value !== REFUSED) put(select, "ranked", Number(value) - 1);
    else draw();
  });
}

// Saving as it is made: on this device first, then on the server. What is kept says which save of the server it began from, so that
// it is never laid over newer work of another device: the server tells, and both are shown.
const { save, key } = form.dataset;
const state = document.getElementById("state");
const fields = form.elements;
const tab = Array.from(crypto.getRandomValues(new Uint8Array(10)), (one) => one.toString(16).padStart(2, "0")).join("");
const OWN = ["csrfmiddlewaretoken", "seq", "tab", "turn"];
let turn = 0;
let waiting;
let busy = false;
let dirty = false;
// Another page has saved: nothing more is sent until the person has seen both.
let stopped = "elsewhere" in form.dataset;

function typed() {
  return Object.fromEntries([...new FormData(form)].filter(([name]) => !OWN.includes(name)));
}

function fill(data) {
  for (const [name, value] of Object.entries(data)) if (fields[name]) fields[name].value = value;
}

function keep(data) {
  try {
    localStorage.setItem(key, JSON.stringify({ seq: fields.seq.value, tab: fields.tab.value, turn, data }));
    return true;
  } catch {
    return false;
  }
}

function forget() {
  try { localStorage.removeItem(key); } catch { /* forbidden: nothing was kept */ }
}

// A redirect is the way to the sign-in page: nothing was saved.
async function post() {
  const answer = await fetch(save, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: document.visibilityState === "hidden" });
  if (answer.type === "opaqueredirect") return { message: form.dataset.signin };
  if ([403, 404].includes(answer.status)) return { message: form.dataset.reload };
  if (answer.status >= 500) throw new Error(answer.status);
  return { ...await answer.json(), conflict: answer.status === 409 };
}

async function send() {
  if (busy || stopped) return;
  busy = true;
  dirty = false;
  try {
    const said = await post();
    if (Number.isInteger(said.seq)) {
      fields.seq.value = said.seq;
      fields.tab.value = tab;
      if (dirty) keep(typed());
      else forget();
      state.textContent = form.dataset.saved;
    } else {
      stopped = said.conflict === true;
      state.textContent = said.message ?? form.dataset.local;
    }
  } catch {
    state.textContent = form.dataset.local;
    later(8000);
  } finally {
    busy = false;
    if (dirty) later(1500);
  }
}

function later(delay) {
  clearTimeout(waiting);
  waiting = setTimeout(send, delay);
}

function count(value) {
  turn = value;
  fields.turn.value = String(turn);
}

function changed() {
  dirty = true;
  count(turn + 1);
  if (!keep(typed())) state.textContent = form.dataset.memory;
  later(1500);
}

function restore() {
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* unreadable: nothing was kept */ }
  if (!kept) return;
  if (JSON.stringify(kept.data) === JSON.stringify(typed())) {
    forget();
    return;
  }
  fill(kept.data);
  // It is sent under the name it was made under: the same save again, should it have arrived.
  fields.seq.value = kept.seq;
  fields.tab.value = kept.tab;
  count(kept.turn);
  state.textContent = form.dataset.differs;
  later(1500);
}

if (save) {
  fields.tab.value = tab;
  count(0);
  if (!stopped && !form.querySelector(".errors")) restore();
  form.addEventListener("input", changed);
  addEventListener("online", () => later(0));
  document.addEventListener("visibilitychange", () => { if (dirty && document.visibilityState === "hidden") later(0); });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    count(turn + 1);
  });
  document.querySelector("[data-theirs]")?.addEventListener("click", forget);
}

board.hidden = false;
draw();
