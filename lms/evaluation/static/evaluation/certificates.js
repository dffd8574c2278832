// Whether a PDF in somebody's hands is the one that was issued. It is read here and sent nowhere; without JavaScript, or without a safe
// line, the page shows the fingerprint alone.

const box = document.getElementById("compare");
const file = document.getElementById("compare-file");

async function fingerprint(chosen) {
  const bytes = await crypto.subtle.digest("SHA-256", await chosen.arrayBuffer());
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

if (box && file && globalThis.crypto?.subtle) {
  box.hidden = false;
  file.addEventListener("change", async () => {
    const said = document.getElementById("compare-said");
    said.textContent = "";
    if (!file.files.length) return;
    const own = box.dataset.digests.split(" ").includes(await fingerprint(file.files[0]));
    said.textContent = own ? box.dataset.same : box.dataset.other;
  });
}
