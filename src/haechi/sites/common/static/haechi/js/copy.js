// <button type="button" hidden data-copy="#id" data-done="…" data-failed="…">: copies the text of an element.
// The button stays hidden without a script; the outcome is said in the next [data-copy-status] element.

async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  const status = document.querySelector("[data-copy-status]");
  let said = button.dataset.failed;
  try {
    await navigator.clipboard.writeText(source.innerText.trim());
    said = button.dataset.done;
  } catch {
    // No clipboard (an onion address over plain HTTP, or refused): select it, so that one key copies it.
    window.getSelection().selectAllChildren(source);
  }
  if (status) status.textContent = said;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
