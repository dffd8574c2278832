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

// Dragging with whatever points. The card goes where it is let go; Escape or a lost pointer leaves it where it was.
function drag(event, select, item) {
  if (event.button) return;
  event.preventDefault();
  item.classList.add("moving");
  const target = (move) => {
    const under = document.elementFromPoint(move.clientX, move.clientY)?.closest("#order [data-where]");
    if (!under) return null;
    const lines = [...under.querySelectorAll("li[data-card]")].filter((one) => one !== item);
    const index = lines.findIndex((one) => { const box = one.getBoundingClientRect(); return move.clientY < box.top + box.height / 2; });
    return { where: under.dataset.where, index: index < 0 ? lines.length : index };
  };
  const stop = (done) => {
    item.classList.remove("moving");
    removeEventListener("pointerup", up);
    removeEventListener("pointercancel", cancel);
    if (done) put(select, done.where, done.index);
  };
  const up = (move) => stop(target(move));
  const cancel = () => stop(null);
  addEventListener("pointerup", up);
  addEventListener("pointercancel", cancel);
}

for (const select of selects) {
  select.addEventListener("change", () => {
    const { value } = select;
    if (value && value !== REFUSED) put(select, "ranked", Number(value) - 1);
    else draw();
  });
}

// Saving as it is made: on this device first, then on the server.
const { save, key } = form.dataset;
const state = document.getElementById("state");
let waiting;
let busy = false;
let dirty = false;

function typed() {
  const data = {};
  for (const [name, value] of new FormData(form)) if (!["csrfmiddlewaretoken", "seq"].includes(name)) data[name] = value;
  return data;
}

function fill(data) {
  for (const [name, value] of Object.entries(data)) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
}

function keep(data) {
  try { localStorage.setItem(key, JSON.stringify({ seq: form.elements.seq.value, data })); } catch { /* full or forbidden: the server alone then */ }
}

async function send() {
  if (busy) return;
  busy = true;
  dirty = false;
  try {
    const answer = await fetch(save, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) {
      form.elements.seq.value = said.seq;
      if (!dirty) localStorage.removeItem(key);
      state.textContent = form.dataset.saved;
    } else {
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

if (save) {
  const errors = form.querySelector(".errors");
  let kept = null;
  try { kept = JSON.parse(localStorage.getItem(key)); } catch { /* unreadable: nothing was kept */ }
  if (kept && !errors && JSON.stringify(kept.data) !== JSON.stringify(typed())) {
    fill(kept.data);
    state.textContent = form.dataset.differs;
    later(1500);
  }
  form.addEventListener("input", () => { dirty = true; keep(typed()); later(1500); });
  addEventListener("online", () => later(0));
  form.addEventListener("submit", () => { clearTimeout(waiting); });
}

board.hidden = false;
draw();
