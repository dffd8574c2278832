// What a phone keeps until the server has it: drafts, files and hand-ins, each of one person, carried over when there is a line.

const PART = 256 * 1024;
export const events = new EventTarget();

// --- Keeping: three stores in IndexedDB, every row with its `id` and `person` ---

let opening;
function database() {
  opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("padan", 1);
    asked.onupgradeneeded = () => {
      for (const name of ["drafts", "files", "handins"]) {
        asked.result.createObjectStore(name, { keyPath: "id" }).createIndex("person", "person");
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opening;
}

async function act(store, mode, ask) {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const asked = ask(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const get = (store, id) => act(store, "readonly", (rows) => rows.get(id));
export const put = (store, row) => act(store, "readwrite", (rows) => rows.put(row));
export const drop = (store, id) => act(store, "readwrite", (rows) => rows.delete(id));
export const all = (store, person) => act(store, "readonly", (rows) => rows.index("person").getAll(person));

// Makes or changes one row in one transaction, so that typing and sending never undo each other; `how` may leave it as it is.
export async function amend(store, id, how) {
  const transaction = (await database()).transaction(store, "readwrite", { durability: "strict" });
  const rows = transaction.objectStore(store);
  const asked = rows.get(id);
  let row;
  asked.onsuccess = () => (row = how(asked.result)) && rows.put(row);
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(row);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
export const change = (store, id, how) => amend(store, id, (now) => now && how(now));
export const changed = (row, more = {}) => ({ ...row, ...more, dirty: true, stamp: crypto.randomUUID() });

export function tell(kind, detail = {}) {
  events.dispatchEvent(new CustomEvent("carry", { detail: { kind, ...detail } }));
}

// What of this person waits here. A draft that goes with a hand-in is part of it.
export async function waiting(person) {
  const [drafts, files, handins] = await Promise.all(["drafts", "files", "handins"].map((store) => all(store, person)));
  const taken = new Set(handins.map((row) => row.draft));
  return { drafts: drafts.filter((row) => row.dirty && !taken.has(row.id)), files: files.filter((row) => !row.file), handins, taken };
}

// The files a draft names that are on this phone alone, refused ones too: they say why.
export async function unsent(told, draft) {
  const named = JSON.stringify(draft.answers);
  return (await all("files", told.person)).filter((file) => !file.file && named.includes(`"local:${file.id}"`));
}

// --- Carrying ---

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
class Stop extends Error {}
// A line that died without a word holds nothing up for good: neither what waits behind it nor the other tabs.
const within = (seconds) => AbortSignal.timeout?.(seconds * 1000);

let inLine = null;
// Sends everything of this person that waits, one tab at a time. Whoever calls while another sends stands in line, once a tab: what
// was kept meanwhile goes as soon as that one has ended. A tab out of sight does not stand in line; it calls again when it is seen.
export function carry(told) {
  if (!told.person) return Promise.resolve();
  inLine ??= navigator.locks.request("padan-carry", { ifAvailable: document.hidden }, (lock) => {
    inLine = null;
    return lock && once(told);
  });
  return inLine;
}

async function once(told) {
  const left = await waiting(told.person);
  if (!left.drafts.length && !left.files.length && !left.handins.length) return tell("idle");
  try {
    const session = await (await fetch(told.session, { cache: "no-store", signal: within(20) })).json();
    if (session.person !== told.person) return tell("signin");
    const send = sender(session.token);
    // Words first: they are small, and a file may take minutes. A file that arrives changes its draft, which is sent once more.
    for (const row of left.drafts) await sendDraft(send, row.id);
    const failed = await sendFiles(send, told, left.files);
    const drafts = new Set([...left.drafts.map((row) => row.id), ...left.files.map((row) => row.draft)]);
    for (const id of drafts) if (!left.taken.has(id)) await sendDraft(send, id);
    for (const row of left.handins) if (row.state !== "refused") await sendHandIn(send, row.id);
    if (failed) throw failed;
    tell("idle");
  } catch (error) {
    tell(error instanceof Stop ? "signin" : "offline");
  }
}

function sender(token) {
  return async (url, body, headers = {}) => {
    const raw = body instanceof ArrayBuffer;
    const answer = await fetch(url, {
      method: "POST",
      body: raw ? body : JSON.stringify(body),
      headers: { "X-CSRFToken": token, "Content-Type": raw ? "application/octet-stream" : "application/json", ...headers },
      redirect: "manual",
      signal: within(120),
    });
    if (answer.type === "opaqueredirect") throw new Stop();
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { status: answer.status, ...(json ? await answer.json() : { refused: String(answer.status) }) };
  };
}

// A draft begun on another version of the form keeps that version: it is sent first, and the page comes again as the one it is on.
export async function sentOn(told, draft) {
  await carry(told);
  const now = await get("drafts", draft.id);
  return Boolean(now) && !now.dirty && now.seq > told.seq;
}

// Sends each file; one that cannot be sent now does not hold back the others. Returns what went wrong.
async function sendFiles(send, told, files) {
  let failed = null;
  for (const row of files) {
    if (row.state === "refused") continue;
    try {
      await sendFile(send, told, row);
    } catch (error) {
      if (error instanceof Stop) throw error;
      failed = error;
    }
  }
  return failed;
}

async function sendFile(send, told, row) {
  let at = await send(told.uploads, { purpose: told.purpose, key: row.id, name: row.name, size: row.bytes.byteLength });
  while (!at.file && !at.refused) {
    const part = row.bytes.slice(at.offset, at.offset + PART);
    const digest = hex(await crypto.subtle.digest("SHA-256", part));
    const next = await send(`${told.uploads}${at.upload}/`, part, { "Upload-Offset": String(at.offset), "Upload-SHA256": digest });
    // A part that came out of turn is told where to go on.
    at = next.status === 409 && next.upload ? { ...next, refused: "" } : next;
    if (!at.refused) tell("file", { id: row.id, sent: at.offset / at.size });
  }
  const refused = at.refused || "";
  await change("files", row.id, (now) => ({ ...now, file: at.file || "", state: refused ? "refused" : "sent", refused }));
  if (!refused) await change("drafts", row.draft, changed);
  tell("file", { id: row.id, sent: 1, file: at.file, refused });
}

// Answers name a file that is still here `local:<id>`; the server gets its own ids, and none for a file that is not there yet.
async function settled(answers, { drafts }) {
  const out = {};
  for (const [key, value] of Object.entries(answers)) {
    if (!Array.isArray(value) || !value.some((one) => String(one).startsWith?.("local:"))) {
      out[key] = value;
      continue;
    }
    const ids = [];
    for (const one of value) {
      if (!String(one).startsWith("local:")) ids.push(one);
      else {
        const file = await get("files", one.slice(6));
        if (file?.file) ids.push(file.file);
        else if (!drafts && file?.state !== "refused") throw new Error("a file is not there yet");
      }
    }
    out[key] = ids;
  }
  return out;
}

async function sendDraft(send, id) {
  const row = await get("drafts", id);
  if (!row?.dirty) return;
  const answers = await settled(row.answers, { drafts: true });
  // Saves whose answer never came are named, so that the server knows them as this browser's own.
  const own = row.unsure || [];
  await change("drafts", id, (now) => ({ ...now, unsure: [...new Set([...own, row.stamp])].slice(-50) }));
  const answer = await send(`${row.url}draft/`, { answers, seq: row.seq, version: row.version, stamp: row.stamp, own });
  if (answer.status === 200) {
    // What was typed while it was sent is still to be sent.
    await change("drafts", id, (now) => ({ ...now, seq: answer.seq, base: answers, unsure: [], dirty: now.stamp !== row.stamp, at: answer.saved_at }));
    tell("draft", { id, at: answer.saved_at, warnings: answer.warnings });
  } else if (answer.status === 409 && answer.answers) {
    tell("differs", { id, theirs: answer.answers, seq: answer.seq });
  } else {
    await change("drafts", id, (now) => ({ ...now, stopped: answer.refused }));
    tell("stopped", { id, refused: answer.refused });
  }
}

async function sendHandIn(send, id) {
  const row = await get("handins", id);
  if (!row || row.state === "refused") return;
  const answers = await settled(row.answers, { drafts: false }), draft = await get("drafts", row.draft);
  const answer = await send(`${row.url}hand-in/`, {
    answers, key: row.id, version: row.version, pressed_at: row.pressed_at, sent_at: new Date().toISOString(),
    seq: draft?.seq ?? null, own: draft?.unsure || [],
  });
  if (answer.status === 200) {
    await forget(row.person, row.draft);
    await drop("handins", id);
    tell("handed", { id, draft: row.draft, ...answer });
  } else {
    await change("handins", id, (now) => ({ ...now, state: "refused", refused: answer.refused, faults: answer.faults || [] }));
    if (answer.answers) {
      // Another device saved meanwhile: nothing is covered. The draft waits for the person's choice, as any other does.
      await change("drafts", row.draft, changed);
      return tell("differs", { id: row.draft, handIn: id, refused: answer.refused, theirs: answer.answers, seq: answer.seq });
    }
    tell("refused", { id, draft: row.draft, refused: answer.refused, faults: answer.faults || [] });
  }
}

export async function forget(person, draft) {
  for (const file of await all("files", person)) if (file.draft === draft) await drop("files", file.id);
  await drop("drafts", draft);
}

// --- Photos and documents: made smaller here where that is possible, shown with where they are safe ---

const LONGEST = 1600;

// Draws a photo at most 1,600 px long as JPEG; what the browser cannot draw goes as it is.
async function smaller(file) {
  if (!file.type.startsWith("image/")) return { bytes: await file.arrayBuffer(), name: file.name, preview: "" };
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const blob = await new Promise((done) => drawn(picture, scale).toBlob(done, "image/jpeg", 0.82));
    const preview = drawn(picture, Math.min(1, 112 / Math.max(picture.width, picture.height))).toDataURL("image/jpeg", 0.7);
    const gain = blob.size < file.size || scale < 1;
    const stem = file.name.replace(/\.[^.]+$/, "");
    return { bytes: await (gain ? blob : file).arrayBuffer(), name: gain ? `${stem}.jpg` : file.name, preview };
  } catch {
    return { bytes: await file.arrayBuffer(), name: file.name, preview: "" };
  }
}

function drawn(picture, scale) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Takes in the files that are picked in a form, and away those that are not wanted; after each, `kept` keeps the form.
export function takeFiles({ told, form, rules, draft, say, kept, failed }) {
  form.addEventListener("change", ({ target: input }) => {
    if (input.type !== "file") return;
    const rule = rules.get(input.closest("[data-field]").dataset.field);
    attach({ told, form, rule, input, draft, say }).then(kept).catch(failed);
  });
  form.addEventListener("click", async (event) => {
    const gone = event.target.closest("[data-drop]");
    if (!gone) return;
    gone.closest(".file").remove();
    if (gone.dataset.drop.startsWith("local:")) await drop("files", gone.dataset.drop.slice(6));
    await kept();
  });
}

async function attach({ told, form, rule, input, draft, say }) {
  const list = form.querySelector(`[data-files="${rule.key}"]`);
  const status = document.getElementById("keeping");
  for (const file of [...input.files]) {
    if (list.children.length >= rule.most) {
      status.textContent = say("file_many", rule.most);
      break;
    }
    status.textContent = say("file_shrinking");
    const kept = await smaller(file);
    if (kept.bytes.byteLength > told.largest) {
      status.textContent = say("file_large");
      continue;
    }
    const id = crypto.randomUUID();
    await put("files", { id, person: told.person, draft, field: rule.key, state: "waiting", file: "", ...kept });
    list.append(await chip(rule.key, `local:${id}`, say));
  }
  input.value = "";
}

// Redraws the files of one field by their ids, or only where those of this phone are.
export async function drawFiles({ form, rule, ids, say }) {
  if (rule) {
    const list = form.querySelector(`[data-files="${rule.key}"]`);
    const there = new Map([...list.children].map((item) => [item.querySelector("input[type=hidden]").value, item]));
    list.replaceChildren(...await Promise.all(ids.map(async (id) => there.get(id) ?? chip(rule.key, id, say))));
  }
  for (const item of form.querySelectorAll(".file")) {
    const input = item.querySelector("input[type=hidden]");
    if (input.value.startsWith("local:")) where(item, await get("files", input.value.slice(6)), say);
    else if (!item.querySelector("[data-drop]")) dropper(item, input.value, say);
  }
}

async function chip(key, id, say) {
  const item = document.getElementById("file").content.cloneNode(true).firstElementChild;
  item.querySelector("input").name = key;
  item.querySelector("input").value = id;
  const row = id.startsWith("local:") ? await get("files", id.slice(6)) : null;
  item.querySelector(".name").textContent = row?.name ?? say("file");
  if (row?.preview) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: row.preview, alt: "", width: 56, height: 56 });
    item.querySelector(".page").replaceWith(picture);
  } else if (!row) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: `/files/${id}/preview/`, alt: "", width: 56, height: 56 });
    picture.addEventListener("error", () => picture.remove());
    item.querySelector(".page").replaceWith(picture);
  }
  where(item, row, say);
  dropper(item, id, say);
  return item;
}

function where(item, row, say) {
  const told = item.querySelector(".where");
  if (!told) return;
  const size = row ? `${Math.ceil(row.bytes.byteLength / 1024)} KB, ` : "";
  told.textContent = row?.refused ? say("file_refused", row.refused) : size + say(!row || row.file ? "file_server" : "file_phone");
  item.classList.toggle("has-error", Boolean(row?.refused));
}

export function progress(form, id, sent, say) {
  const input = form.querySelector(`input[value="local:${id}"]`);
  const told = input?.closest(".file").querySelector(".where");
  if (told && sent < 1) told.textContent = say("file_sending", `${Math.round(sent * 100)} %`);
}

function dropper(item, id, say) {
  item.querySelector(".remove")?.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.dataset.drop = id;
  button.textContent = say("remove");
  button.setAttribute("aria-label", `${say("remove")} ${item.querySelector(".what > span").textContent}`);
  item.append(button);
}

// --- When to carry ---

export function watch(told) {
  const go = () => carry(told);
  addEventListener("online", go);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  setInterval(go, 20_000);
  go();
}

// --- The worker that serves without a line ---

export async function serve(told) {
  if (!navigator.serviceWorker || !told.person) return;
  navigator.serviceWorker.register("/sw.js");
  const worker = (await navigator.serviceWorker.ready).active;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name).filter((url) => new URL(url).pathname.startsWith("/static/"));
  worker.postMessage({ keep: [location.pathname, told.list, told.offline], parts, person: told.person });
}

export const parse = () => JSON.parse(document.getElementById("told").textContent);
