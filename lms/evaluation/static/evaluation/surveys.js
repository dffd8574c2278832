// Answering a survey: questions that depend on others, how far one is, and a draft that stays on this device.
document.documentElement.classList.add("js");

const MOST_DAYS = 30;

function fieldsOf(form) {
  return [...form.querySelectorAll(".survey-q [name]")];
}

function answersTo(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => one.checked).map((one) => one.value);
}

// A question is shown only after the answers it waits for; hidden, it is not sent.
function showWhatIsAsked(form) {
  for (const ask of form.querySelectorAll("[data-when]")) {
    const other = form.querySelector(`[name="${CSS.escape(ask.dataset.when)}"]`);
    const open = other && !other.closest(".survey-q").hidden;
    const wanted = JSON.parse(ask.dataset.whenIn);
    const asked = Boolean(open) && answersTo(form, ask.dataset.when).some((value) => wanted.includes(value));
    ask.hidden = !asked;
    for (const field of ask.querySelectorAll("[name]")) field.disabled = !asked;
  }
}

function isAnswered(ask) {
  const lines = ask.querySelectorAll(".survey-line");
  if (lines.length) return [...lines].every((line) => line.querySelector(":checked"));
  const field = ask.querySelector("textarea, input:not([type=radio], [type=checkbox])");
  return field ? field.value.trim() !== "" : Boolean(ask.querySelector(":checked"));
}

function sayHowFar(form) {
  const place = form.querySelector("[data-survey-progress]");
  if (!place) return;
  const asks = [...form.querySelectorAll(".survey-q")].filter((ask) => !ask.hidden && ask.querySelector("[name]"));
  const done = asks.filter(isAnswered).length;
  place.textContent = place.dataset.words.replace("%(done)s", done).replace("%(all)s", asks.length);
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null");
    return kept && Date.now() - kept.at < MOST_DAYS * 86_400_000 ? kept.fields : null;
  } catch {
    return null;
  }
}

function keep(form) {
  const fields = {};
  for (const field of fieldsOf(form)) {
    const choice = field.type === "radio" || field.type === "checkbox";
    if (choice ? field.checked : field.value.trim()) (fields[field.name] ??= []).push(field.value);
  }
  try {
    localStorage.setItem(form.dataset.keep, JSON.stringify({ at: Date.now(), fields }));
    form.querySelector("[data-survey-kept]")?.removeAttribute("hidden");
  } catch {
    // A device that keeps nothing: the page itself still holds what was typed.
  }
}

function bringBack(form) {
  const kept = read(form.dataset.keep);
  if (!kept) return;
  for (const field of fieldsOf(form)) {
    const values = kept[field.name] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
  form.querySelector("[data-survey-kept]")?.removeAttribute("hidden");
}

for (const form of document.querySelectorAll("form[data-survey]")) {
  // What the server sends back with errors is newer than the draft.
  if (form.dataset.keep && !document.querySelector(".errors")) bringBack(form);
  showWhatIsAsked(form);
  sayHowFar(form);
  form.addEventListener("input", () => {
    showWhatIsAsked(form);
    sayHowFar(form);
    if (form.dataset.keep) keep(form);
  });
}

// Once sent, the draft goes.
for (const mark of document.querySelectorAll("[data-survey-forget]")) {
  if (mark.dataset.surveyForget) localStorage.removeItem(mark.dataset.surveyForget);
}
