// Shows the buttons for security keys where the browser has them, and says in words when a key did not answer.

const said = document.querySelector("[data-key-status]");
const able = window.isSecureContext && Boolean(window.PublicKeyCredential);

for (const button of document.querySelectorAll("[data-security-key]")) button.hidden = !able;
if (!able && said?.dataset.unsupported) said.textContent = said.dataset.unsupported;
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  if (said) said.textContent = said.dataset.failed;
});
