// A section is saved as it is typed, each language for itself, and a figure is put in where the cursor stands.

const PAUSE = 1500;
const AGAIN = 10_000;

function keep(form) {
  let timer = 0;
  let queue = Promise.resolve();
  const status = () => form.querySelector(".saved");

  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  // One save at a time, each from the count that the last one gave.
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    queue = queue.then(send);
    return queue;
  };

  const send = async () => {
    try {
      const answer = await fetch(form.dataset.saves, {
        method: "POST", body: new FormData(form), cache: "no-store", headers: { "HX-Request": "true" },
      });
      if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${answer.status}`);
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      status().replaceWith(made.querySelector(".saved"));
      const seq = made.querySelector("input[name=seq]");
      if (seq) form.elements.seq.value = seq.value;
    } catch {
      status().textContent = form.dataset.unsaved;
      later(AGAIN);
    }
  };

  form.addEventListener("input", () => later(PAUSE));
  // What waits is saved before the button sends the whole form.
  form.addEventListener("submit", (event) => {
    if (!timer) return;
    event.preventDefault();
    save().then(() => {
      clearTimeout(timer);
      timer = 0;
      form.requestSubmit();
    });
  });
  addEventListener("pagehide", () => { if (timer) save(); });
}

for (const form of document.querySelectorAll("form[data-saves]")) keep(form);

// A figure goes where the cursor was last.
const fields = [...document.querySelectorAll(".text-form textarea")];
let last = fields[0];
for (const field of fields) field.addEventListener("focus", () => { last = field; });

for (const button of document.querySelectorAll("[data-token]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!last) return;
    last.setRangeText(button.dataset.token, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
}
