// Leaves the page at once: the button, or Esc pressed twice within a second. Without a script the button is a
// plain link. replace() drops this page from the history; the pages before it stay, which no script can change.

const link = document.querySelector("[data-quick-exit]");
const TWICE_MS = 1000;
let lastEscape = -Infinity;

function leave() {
  // Cleared first: the next site may take seconds to answer, and an onlooker must see nothing meanwhile.
  const address = link.href;
  document.querySelectorAll("form").forEach((form) => form.reset());
  document.title = "";
  document.body.replaceChildren();
  window.location.replace(address);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.repeat || event.isComposing) return;
    if (event.timeStamp - lastEscape < TWICE_MS) leave();
    lastEscape = event.timeStamp;
  });
  // Coming back with the browser's back button must not show a page kept in memory.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
