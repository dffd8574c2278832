// What a page gains with JavaScript. Everything works without it.

// A summary of errors takes the focus, and its links put the cursor into the field.
function focusErrors(root) {
  root.querySelector("[data-focus]")?.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

// A dialog that unfolds in place becomes a modal one.
document.addEventListener("click", (event) => {
  const summary = event.target.closest(".dialog > summary");
  const dialog = summary?.parentElement.querySelector("dialog");
  if (!dialog?.showModal) return;
  event.preventDefault();
  showDialog(dialog);
});

function showDialog(dialog) {
  const holder = dialog.parentElement;
  holder.open = true;
  dialog.addEventListener("close", () => { holder.open = false; }, { once: true });
  dialog.showModal();
}

// Menus close when something else is touched, or with Escape.
function closeMenus(except) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.(".menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A second tap on a slow line sends nothing twice. Coming back to the page makes it usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 5000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});

// Pages kept for reading without a line go before their reader is signed out: a page that is left ends what it has begun.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!globalThis.caches || event.defaultPrevented || form.getAttribute("action") !== "/accounts/logout/") return;
  event.preventDefault();
  try {
    const kept = (await caches.keys()).filter((name) => name.startsWith("padan-pages:"));
    await Promise.all(kept.map((name) => caches.delete(name)));
  } finally {
    form.submit();
  }
});

document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target));
focusErrors(document);
for (const dialog of document.querySelectorAll(".dialog[open] > dialog")) showDialog(dialog);
