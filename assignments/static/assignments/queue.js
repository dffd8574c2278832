// The list of tasks: what this phone has not sent yet, and what of it is safe where.

import { carry, drop, events, forget, parse, serve, waiting, watch } from "./carry.js";

const told = parse();
const box = document.getElementById("unsent");
const rows = document.getElementById("unsent-rows");
const state = document.getElementById("unsent-state");
const say = (name, ...values) => values.reduce((text, value) => text.replace("%s", value), told.words[name]);

function line({ what, title, href, server, phone, note, gone }) {
  const item = document.createElement("li");
  const where = document.createElement("div");
  const name = document.createElement(href ? "a" : "strong");
  name.textContent = `${what}: ${title}`;
  if (href) name.href = href;
  const places = document.createElement("p");
  places.className = "where small soft";
  places.textContent = `${say("on_phone")}: ${phone ? say("yes") : say("no")} · ${say("on_server")}: ${server}`;
  where.append(name, places);
  if (note) {
    const why = document.createElement("p");
    why.className = "error";
    why.textContent = note;
    where.append(why);
  }
  item.append(where);
  if (gone) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn quiet";
    button.textContent = say("remove");
    button.addEventListener("click", async () => {
      await gone();
      draw();
    });
    item.append(button);
  }
  return item;
}

let many = 0;
async function draw() {
  const left = await waiting(told.person);
  // One has gone, from here or from another tab: the list shows what became of it.
  if (left.handins.length < many) return location.reload();
  many = left.handins.length;
  const items = [
    ...left.handins.map((row) => line({
      what: say("hand_in"), title: row.title, href: row.url, server: say("no"), phone: true,
      note: row.state === "refused" ? say("stopped", row.refused) : "",
      gone: row.state === "refused" ? () => drop("handins", row.id) : null,
    })),
    ...left.drafts.map((row) => line({
      what: say("draft"), title: row.title, href: row.stopped ? "" : row.url, server: say("no"), phone: true,
      note: row.stopped ? say("stopped", row.stopped) : "",
      gone: row.stopped ? () => forget(told.person, row.id) : null,
    })),
    ...left.files.map((row) => line({
      what: say("file"), title: row.name, server: sent.has(row.id) ? say("file_sending", `${Math.round(sent.get(row.id) * 100)} %`) : say("no"),
      phone: true, note: row.refused ? say("stopped", row.refused) : "", gone: row.refused ? () => drop("files", row.id) : null,
    })),
  ];
  rows.replaceChildren(...items);
  box.hidden = items.length === 0;
}

const sent = new Map();
events.addEventListener("carry", ({ detail }) => {
  if (detail.kind === "file" && detail.sent < 1) sent.set(detail.id, detail.sent);
  if (detail.kind === "offline") state.textContent = say("local");
  if (detail.kind === "signin") state.textContent = say("signin");
  draw();
});
document.getElementById("unsent-try").addEventListener("click", () => carry(told));

draw();
watch(told);
serve(told);
