// One form: kept as it is typed, shown and calculated as the answers stand, handed in with or without a line.

import {
  all, amend, carry, change, changed, drawFiles, drop, events, get, parse, progress, put, sentOn, serve, takeFiles, unsent, waiting, watch,
} from "./carry.js";
import { Sheet, inWords, isEmpty, merge, pointedOut, same, showFaults, spelt } from "./rules.js";

const told = parse();
const form = document.getElementById("sheet");
const keeping = document.getElementById("keeping");
const id = `${told.person}${told.url}`;
const rules = new Map(told.rules.map((rule) => [rule.key, rule]));
const say = (name, ...values) => values.reduce((text, value) => text.replace("%s", value), told.words[name]);
const clock = (at) => new Date(at).toLocaleTimeString(told.language, { hour: "2-digit", minute: "2-digit" });
document.documentElement.classList.add("js");

// --- Reading the page and writing it; names are places, as the server reads them ---

const named = (name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
const text = (name) => named(name)[0]?.value.trim() ?? "";
const chosen = (name) => named(name).filter((input) => input.checked).map((input) => input.value);
const OTHER = "__other";

function read(rule) {
  const { key, type } = rule, other = text(`${key}.other`);
  const radios = named(key)[0]?.type === "radio";
  if (type === "table") return readTable(rule);
  if (type === "file") return [...form.querySelectorAll(`[data-files="${key}"] [name="${key}"]`)].map((input) => input.value);
  if (type === "approval") return { by: text(`${key}.by`), on: text(`${key}.on`) };
  if (type === "auto") return told.answers[key];
  if (type === "multiselect") {
    const values = chosen(key);
    return [...values.filter((value) => value !== OTHER), ...(values.includes(OTHER) && other ? [{ other }] : [])];
  }
  const value = radios ? chosen(key)[0] ?? "" : text(key);
  return value === OTHER ? (other ? { other } : "") : value;
}

function readTable(rule) {
  const rows = [...form.querySelectorAll(`[data-table="${rule.key}"] .sheet-row`)].map((row, at) =>
    Object.fromEntries(rule.columns.map(({ key }) => [key, text(`${rule.key}[${at + 1}].${key}`)]).filter(([, value]) => value)));
  while (rows.length && isEmpty(rows.at(-1))) rows.pop();
  return rows;
}

function collect() {
  const entries = told.rules.filter((rule) => !rule.calculation).map((rule) => [rule.key, read(rule)]);
  return Object.fromEntries(entries.filter(([, value]) => !isEmpty(value)));
}

async function write(answers) {
  const drawn = [];
  for (const rule of told.rules) {
    const value = answers[rule.key], { key } = rule;
    if (rule.type === "auto" || rule.calculation) continue;
    if (rule.type === "file") drawn.push(drawFiles({ form, rule, ids: value || [], say }));
    else if (rule.type === "table") writeTable(rule, value || []);
    else if (rule.type === "approval") for (const part of ["by", "on"]) set(`${key}.${part}`, value?.[part] ?? "");
    else {
      const values = [value ?? []].flat(), other = values.find((one) => one?.other)?.other ?? "";
      set(`${key}.other`, other);
      const plain = values.filter((one) => !one?.other).map((one) => (one === true ? "ya" : one === false ? "tidak" : String(rule.type === "duration" ? spelt(one, told.language) : one)));
      if (other) plain.push(OTHER);
      for (const input of named(key)) {
        if (input.type === "radio" || input.type === "checkbox") input.checked = plain.includes(input.value);
        else input.value = rule.type === "tags" ? plain.join(", ") : plain[0] ?? "";
      }
    }
  }
  await Promise.all(drawn);
  refresh();
}

function set(name, value) {
  for (const input of named(name)) input.value = value;
}

function writeTable(rule, rows) {
  const box = form.querySelector(`[data-table="${rule.key}"]`);
  while (box.children.length < Math.max(rows.length, 1)) addRow(rule);
  while (box.children.length > Math.max(rows.length, rule.least, 1)) box.lastElementChild.remove();
  [...box.children].forEach((_row, at) => {
    for (const { key } of rule.columns) {
      const value = rows[at]?.[key];
      set(`${rule.key}[${at + 1}].${key}`, value === true ? "ya" : value === false ? "tidak" : value?.other ?? value ?? "");
    }
  });
}

// --- Tables: rows come and go, their names keep counting from 1 ---

function addRow(rule) {
  const box = form.querySelector(`[data-table="${rule.key}"]`);
  if (box.children.length >= rule.most) return null;
  box.append(form.querySelector(`[data-blank="${rule.key}"]`).content.cloneNode(true));
  count(rule, box);
  return box.lastElementChild;
}

function count(rule, box) {
  [...box.children].forEach((row, at) => {
    row.querySelector("[data-row-name]").textContent = say("row", at + 1);
    row.querySelector("[data-remove-row]").hidden = box.children.length < 2;
    for (const { key } of rule.columns) {
      const input = row.querySelector(`[name$="].${key}"]`);
      row.querySelector(`label[for="${input.id}"]`).htmlFor = input.id = `f-${rule.key}-${at + 1}-${key}`;
      input.name = `${rule.key}[${at + 1}].${key}`;
    }
  });
}

form.addEventListener("click", (event) => {
  const add = event.target.closest("[data-add]"), remove = event.target.closest("[data-remove-row]");
  if (add) {
    event.preventDefault();
    addRow(rules.get(add.dataset.add))?.querySelector("input, select, textarea").focus();
  }
  if (remove) {
    const box = remove.closest("[data-table]");
    remove.closest(".sheet-row").remove();
    count(rules.get(box.dataset.table), box);
    typed();
  }
});

// --- As the answers stand ---

function refresh() {
  const answers = collect(), sheet = new Sheet(told.rules, answers);
  for (const [key, rule] of rules) {
    const box = form.querySelector(`[data-field="${key}"]`);
    box.hidden = !sheet.shown(key);
    const optional = box.querySelector(".field > legend > .optional, .field > label > .optional");
    if (optional) optional.hidden = sheet.required(key);
    if (rule.calculation) {
      const value = sheet.value(key);
      const words = value === null ? "–" : value.toLocaleString(told.language, { maximumFractionDigits: rule.decimals });
      box.querySelector("output").textContent = rule.type === "currency" && value !== null ? `Rp ${words}` : words;
    }
    const pointed = pointedOut(rule, answers[key]);
    warn(key, pointed && say(pointed));
  }
  return { answers, sheet };
}

// What the server pointed out stays until the field is typed in again.
function warn(key, words, sure = false) {
  const box = form.querySelector(`[data-field="${key}"] .warning`);
  if (!box || (!words && !sure && box.dataset.server)) return;
  box.hidden = !words;
  box.querySelector("span").textContent = words;
  if (sure) box.dataset.server = words ? "1" : "";
}

// --- Keeping ---

let timer;
function state(words, tone = "") {
  keeping.className = `keeping small ${tone}`;
  keeping.textContent = words;
}

// What the kept draft said when this page last saw it: another tab of this browser may have written since.
let seen = told.answers;

// Keeps what the page says and returns the draft; null while another tab's words and these wait for a choice.
async function keep() {
  clearTimeout(timer);
  const { answers } = refresh();
  let old = false, other = null;
  const row = await amend("drafts", id, (known) => {
    old = Boolean(known) && same(known.answers, answers);
    other = known && !old && !same(known.answers, seen) ? known.answers : null;
    return old || other ? known : changed(known ?? begun(), { answers, stopped: "" });
  });
  if (other) {
    choose({ theirs: other, base: seen, name: row.stamp, into: {} });
    return null;
  }
  seen = answers;
  if (!old) state(navigator.onLine ? say("saving") : say("local"), "local");
  else if (!row.dirty) keeping.classList.remove("local");
  return row;
}

// Takes over what another tab kept, when nothing was typed here since.
async function pull() {
  const row = await get("drafts", id);
  if (!row || same(row.answers, seen) || !same(collect(), seen)) return;
  seen = row.answers;
  await write(row.answers);
}
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && pull());

// A draft of this page before anything was typed.
const begun = () => ({
  id, person: told.person, url: told.url, title: told.title, version: told.version, seq: told.seq, base: told.answers, unsure: [],
});

function typed(event) {
  const box = event?.target.closest?.("[data-field]");
  if (box) {
    const warning = box.querySelector(".warning");
    if (warning) warning.dataset.server = "";
  }
  refresh();
  keeping.classList.add("local");
  clearTimeout(timer);
  timer = setTimeout(() => keep().then(() => carry(told), () => state(say("unsaved"), "local")), 700);
}
form.addEventListener("input", typed);
form.addEventListener("change", (event) => event.target.type !== "file" && typed(event));
addEventListener("pagehide", () => timer && keep());

takeFiles({
  told, form, rules, draft: id, say,
  kept: async () => { await keep(); carry(told); },
  failed: () => state(say("unsaved"), "local"),
});

// --- Two drafts that differ: both are shown, and the person picks field by field ---

// What the page calls a choice; anything else is its own word.
function called(key, value) {
  for (const input of named(key)) {
    const choice = input.type === "radio" || input.type === "checkbox";
    const option = input.options ? [...input.options].find((one) => one.value === value) : choice && input.value === value && input.labels[0];
    if (option) return option.textContent.trim();
  }
  return value;
}

const differs = document.getElementById("differs");
const differ = (theirs, seq) => get("drafts", id).then((row) =>
  choose({ theirs, base: row?.base ?? told.answers, name: String(seq), into: { base: theirs, seq, unsure: [], version: told.version } }));

// The page holds the own words, `theirs` grew from `base` too. What one side alone changed is taken; the rest the person picks.
async function choose(other, open = merge(told.rules, collect(), other.theirs, other.base).open) {
  // The choice is open already: to draw it again would undo what is chosen in it.
  if (differs.firstElementChild && differs.dataset.name === other.name && !open.more) return;
  // What was typed while the choice was open counts too.
  const settle = async (picked) => {
    const { merged, open: more } = merge(told.rules, collect(), other.theirs, other.base, picked);
    if (more.length) return choose(other, Object.assign([...open, ...more], { more: true }));
    await amend("drafts", id, (now) => changed({ ...begun(), ...now }, { ...other.into, answers: merged, stopped: "" }));
    seen = merged;
    await write(merged);
    differs.replaceChildren();
    carry(told);
  };
  if (!open.length) return settle(new Map());
  const mine = collect();
  differs.dataset.name = other.name;
  const part = document.getElementById("differ").content.cloneNode(true);
  for (const key of open) {
    const choice = part.querySelector("template").content.cloneNode(true);
    choice.querySelector("legend").textContent = rules.get(key).label;
    choice.querySelectorAll("label").forEach((label, at) => {
      label.querySelector("input").name = `differ-${key}`;
      label.querySelector(".value").textContent = inWords(rules.get(key), at ? other.theirs[key] : mine[key], called, say, told.language);
    });
    part.querySelector(".choices").append(choice);
  }
  part.querySelector("button").addEventListener("click", () => {
    settle(new Map(open.map((key) => [key, differs.querySelector(`[name="differ-${CSS.escape(key)}"]:checked`).value])));
  });
  differs.replaceChildren(part);
  differs.querySelector("section").focus();
}

// --- Handing in ---

const faults = (list) => showFaults(list, { form, rules, named, say });

async function handIn() {
  const row = await keep(), { sheet } = refresh();
  if (!row || differs.firstElementChild) return differs.querySelector("section").focus();
  const missing = sheet.missing().map((where) => ({ where, message: say("missing") }));
  const beyond = sheet.beyond().map(({ where, limit, value }) => ({ where, message: say(limit, value.toLocaleString(told.language)) }));
  if (missing.length + beyond.length) return faults([...missing, ...beyond]);
  faults([]);
  const answers = collect(), key = crypto.randomUUID();
  await put("handins", {
    id: key, person: told.person, draft: id, url: told.url, title: told.title, version: row.version, answers,
    pressed_at: new Date().toISOString(), state: "waiting",
  });
  lock(true);
  state(say("handing"), "local");
  carry(told);
}

function lock(locked) {
  for (const part of form.querySelectorAll(".card")) part.inert = locked;
  form.setAttribute("aria-busy", String(locked));
}

// A browser that keeps nothing sends the page as it would without this module.
let plainly = false;
form.addEventListener("submit", (event) => {
  const todo = event.submitter?.value ?? "save";
  if (plainly || todo.startsWith("more:")) return;
  event.preventDefault();
  const done = todo === "hand_in" ? handIn() : keep().then(() => carry(told));
  done.catch(() => {
    plainly = true;
    // Once this sending is over: within it, another one is passed over.
    setTimeout(() => form.requestSubmit(event.submitter ?? undefined));
  });
});

const handlers = {
  draft: async ({ at, warnings }) => {
    const files = (await all("files", told.person)).some((file) => file.draft === id && !file.file && file.state !== "refused");
    if (files) state(say("saving"), "local");
    else state(say("saved", clock(at)));
    for (const { where, message } of warnings || []) warn(where.split(/[[.]/)[0], message, true);
  },
  differs: async ({ theirs, seq, handIn: key, refused }) => {
    if (key) {
      await drop("handins", key);
      lock(false);
      state(say("stopped", refused), "local");
    }
    await differ(theirs, seq);
  },
  stopped: ({ refused }) => state(say("stopped", refused), "local"),
  offline: async () => state(say((await pending()) ? "queued" : "local"), "local"),
  signin: () => state(say("signin"), "local"),
  handed: ({ url }) => {
    form.removeAttribute("aria-busy");
    location.assign(url);
  },
  // What waited here may have gone from another tab of this browser, which alone heard the answer.
  idle: async () => {
    const row = await get("drafts", id), queued = await pending();
    if (form.getAttribute("aria-busy") === "true" && queued?.state !== "waiting") return location.reload();
    if (row?.at && !row.dirty && keeping.classList.contains("local") && same(collect(), row.answers)) {
      state(say("saved", clock(row.at)));
      drawFiles({ form, say });
    }
  },
  refused: async ({ id: key, refused, faults: list }) => {
    await drop("handins", key);
    lock(false);
    state(say("stopped", refused), "local");
    faults(list);
  },
};
events.addEventListener("carry", ({ detail }) => {
  if (detail.kind === "file") return detail.sent < 1 ? progress(form, detail.id, detail.sent, say) : drawFiles({ form, say });
  if ((detail.draft ?? detail.id) && (detail.draft ?? detail.id) !== id) return;
  handlers[detail.kind]?.(detail);
});

// --- On opening: what this phone kept meets what the server has ---

async function pending() {
  return (await waiting(told.person)).handins.find((row) => row.draft === id);
}

async function begin() {
  for (const box of form.querySelectorAll(".camera")) box.hidden = false;
  for (const rule of told.rules) if (rule.type === "table") count(rule, form.querySelector(`[data-table="${rule.key}"]`));
  let row = await get("drafts", id);
  const queued = await pending();
  // The server has a save of this phone whose answer never came.
  if (row?.dirty && row.seq < told.seq && row.unsure?.includes(told.stamp)) {
    row = await change("drafts", id, (now) => ({ ...now, seq: told.seq, base: told.answers, unsure: [] }));
  }
  // Its words have gone, a file of it has not yet: what the server shows is less than what is here.
  if (row && !row.dirty && (await unsent(told, row)).length) row = await change("drafts", id, changed);
  if (queued) {
    await write(queued.answers);
    seen = row?.answers ?? seen;
    if (queued.state === "refused") {
      await handlers.refused({ id: queued.id, refused: queued.refused, faults: queued.faults });
      if (row?.dirty && row.seq < told.seq) await differ(told.answers, told.seq);
    } else {
      lock(true);
      state(say("queued"), "local");
    }
  } else if (row?.dirty && row.version !== told.version && await sentOn(told, row)) return location.reload();
  else if (row && (row.dirty || row.seq > told.seq)) {
    await write(seen = row.answers);
    if (row.dirty && row.seq < told.seq) await differ(told.answers, told.seq);
  } else {
    if (row) await change("drafts", id, (now) => ({ ...now, seq: told.seq, base: told.answers, answers: told.answers, version: told.version }));
    drawFiles({ form, say });
    refresh();
  }
  if (row?.dirty) state(say("local"), "local");
  watch(told);
}

serve(told);
begin().catch(() => state(say("unsaved"), "local"));
