// Remembers the part of the lesson that is being read, and offers to go on there. Everything works without it.
const lesson = document.getElementById("lesson");
const form = document.getElementById("place");
const parts = [...lesson.querySelectorAll("[data-part]")];
let sent = -1;
let part = Number(lesson.dataset.part) || 0;

function send() {
  if (part === sent) return;
  sent = part;
  form.elements.part.value = part;
  navigator.sendBeacon(form.action, new FormData(form));
}

// The part that is being read is the last one that has come into the upper half of the screen.
function look() {
  const reached = parts.filter((one) => one.getBoundingClientRect().top < innerHeight / 2).pop();
  if (reached) part = Number(reached.dataset.part);
}

const left = part && parts.find((one) => Number(one.dataset.part) === part);
if (left) {
  left.id ||= `part-${part}`;
  const link = document.querySelector("#resume a");
  link.href = `#${left.id}`;
  const heading = left.querySelector("h2");
  if (heading) link.textContent = `${link.textContent}: ${heading.textContent}`;
  link.parentElement.hidden = false;
}

let waiting;
addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(() => { look(); send(); }, 1500); }, { passive: true });
addEventListener("pagehide", send);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
send();
