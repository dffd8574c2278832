// Compares a file with the digests on the page. The file stays on the device.

const holder = document.querySelector("[data-check]");
const field = document.getElementById("id_check");

if (holder && window.crypto?.subtle) {
  holder.hidden = false;
  field.addEventListener("change", async () => {
    const [file] = field.files;
    if (!file) return;
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const digest = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const known = [...document.querySelectorAll("[data-sha256]")].some((one) => one.dataset.sha256 === digest);
    document.getElementById("checked").textContent = `${known ? field.dataset.same : field.dataset.other} ${digest}`;
  });
}
