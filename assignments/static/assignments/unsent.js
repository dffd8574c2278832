// The home of a participant: what still waits on this phone goes from here too, and is said.

const line = document.getElementById("unsent-here");
const told = { ...line.dataset };

async function begin() {
  // Nothing was ever kept in this browser: nothing more is loaded.
  if (indexedDB.databases && !(await indexedDB.databases()).some(({ name }) => name === "padan")) return;
  const { events, waiting, watch } = await import("./carry.js");
  const show = async () => {
    const left = await waiting(told.person);
    line.hidden = !(left.drafts.length || left.files.length || left.handins.length);
  };
  events.addEventListener("carry", ({ detail }) => (detail.kind === "handed" ? location.reload() : show()));
  await show();
  watch(told);
}

// A browser that keeps nothing has nothing to send.
begin().catch(() => {});
