// The total of the weights, worked out as they are typed. The server checks it all the same.

const place = document.querySelector("[data-total-weight]");
const inputs = [...document.querySelectorAll("[data-weight]")];

function total() {
  const cents = inputs.reduce((sum, input) => sum + Math.round(Number(input.value.replace(",", ".") || 0) * 100), 0);
  const words = (cents / 100).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  const fits = cents === 10_000;
  place.textContent = `${place.dataset.words}: ${Number.isNaN(cents) ? "–" : words}${fits ? "" : ` (${place.dataset.off})`}`;
  place.classList.toggle("off", !fits);
}

if (place) {
  place.hidden = false;
  for (const input of inputs) input.addEventListener("input", total);
  total();
}
