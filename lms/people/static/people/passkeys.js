// What the browser says of a passkey that did not work is for engineers: the page says it for people.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const failed = document.getElementById("passkey-failed");
  const reasons = [...failed.querySelectorAll("[data-when]")];
  const said = reasons.find((reason) => reason.dataset.when === event.detail.exception?.name) ?? reasons.at(-1);
  for (const reason of reasons) reason.hidden = reason !== said;
  failed.hidden = false;
  failed.focus();
});
