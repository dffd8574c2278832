// Taps of a class that wait in this browser for a line, or were not taken: their trainer finds them on the home, and the way to send them.
const box = document.getElementById("waiting-taps");

function rows() {
  const found = [];
  for (let place = 0; place < localStorage.length; place++) {
    const [kind, person, id] = localStorage.key(place).split(":");
    if (person !== box.dataset.person || !["padan-taps", "padan-refused"].includes(kind)) continue;
    const many = JSON.parse(localStorage.getItem(localStorage.key(place)) || "[]").length;
    if (many && /^\w+$/.test(id)) found.push({ many, id, words: kind === "padan-taps" ? box.dataset.waiting : box.dataset.refused });
  }
  return found;
}

function line({ many, id, words }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `/classes/${id}/attendance/`;
  link.textContent = box.dataset.open;
  item.append(`${many} ${words}. `, link);
  return item;
}

function show() {
  const found = rows();
  box.hidden = !found.length;
  box.querySelector("ul").replaceChildren(...found.map(line));
}

show();
// Sent from another tab meanwhile, or seen again on the way back.
addEventListener("storage", show);
addEventListener("pageshow", show);
