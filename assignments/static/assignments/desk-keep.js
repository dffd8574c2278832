// A sheet that has not reached the server yet, kept on this device. Private browsing may refuse to keep anything: then nothing is kept.

const HIDDEN = new Set(["csrfmiddlewaretoken", "seen", "version", "seq"]);

// What is on a sheet, by the names of its fields.
export function values(form) {
  const found = {};
  for (const [name, value] of new FormData(form)) if (!HIDDEN.has(name)) found[name] = value;
  return found;
}

export function differs(form, kept) {
  const there = values(form);
  const names = new Set([...Object.keys(there), ...Object.keys(kept)]);
  return [...names].some((name) => (there[name] ?? "") !== (kept[name] ?? ""));
}

export function put(key, sheet) {
  try { localStorage.setItem(key, JSON.stringify(sheet)); } catch { /* Full or forbidden: the server still has what it had. */ }
}

export function stored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

export function forget(key) {
  try { localStorage.removeItem(key); } catch { /* Nothing is kept then. */ }
}
