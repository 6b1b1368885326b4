// New messages, read marks and state without a reload. The fragments are our own templates, already escaped; they
// are parsed apart from the page, so that nothing in them can run.

const thread = document.querySelector("[data-thread]");
const state = document.querySelector("[data-state]");
const said = document.querySelector("[data-live-status]");
const note = document.querySelector("[data-live-note]");
const reloadHint = document.querySelector("[data-thread] ~ [data-without-script]");

function fragment(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
}

function addMessage(event) {
  const nodes = fragment(event.data);
  const item = nodes.find((node) => node.id);
  if (!item || document.getElementById(item.id)) return; // sent twice around a reconnect
  thread.append(item);
  document.querySelector("[data-no-messages]").hidden = true;
  if (item.classList.contains("message--other")) said.textContent = said.dataset.new;
}

function markRead(event) {
  for (const id of JSON.parse(event.data)) {
    const mark = document.querySelector(`#message-${Number(id)} [data-read]`);
    if (mark) mark.hidden = false;
  }
}

function markUpTo(event) {
  for (const mark of thread.querySelectorAll("[data-read]")) {
    const id = Number(mark.closest("[id]").id.slice("message-".length));
    if (id <= Number(event.data)) mark.hidden = false;
  }
}

function showState(event) {
  const before = state.textContent.replace(/\s+/g, "");
  state.replaceChildren(...fragment(event.data));
  if (before !== state.textContent.replace(/\s+/g, "")) said.textContent = said.dataset.changed;
}

function ended() {
  note.textContent = note.dataset.ended;
  note.hidden = false;
}

function watch() {
  const source = new EventSource(`${thread.dataset.events}?after=${Number(thread.dataset.last)}`);
  source.addEventListener("message", addMessage);
  source.addEventListener("read", markRead);
  source.addEventListener("seen", markUpTo);
  source.addEventListener("state", showState);
  source.addEventListener("ended", () => {
    source.close();
    ended();
  });
  source.addEventListener("error", () => {
    // The browser reconnects by itself unless the server refused (no session any more).
    if (source.readyState === EventSource.CLOSED) ended();
  });
  window.addEventListener("pagehide", () => source.close());
}

if (thread) {
  if (reloadHint) reloadHint.hidden = true;
  watch();
}
