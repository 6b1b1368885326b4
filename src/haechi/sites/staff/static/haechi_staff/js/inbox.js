// The inbox by single keys, and word of new reports. Keys can be switched off (WCAG 2.1.4); a banner tells of news
// and nothing moves under the reader's hands.

const rows = [...document.querySelectorAll("a[data-row]")];
const help = document.getElementById("keys");
const button = document.querySelector("[data-keys-switch]");
const search = document.querySelector("script[data-search]").dataset.search;
const OFF = "haechi-keys-off";
let keysOn = localStorage.getItem(OFF) !== "1";

function move(step) {
  const here = rows.indexOf(document.activeElement);
  const next = here === -1 ? (step > 0 ? 0 : rows.length - 1) : here + step;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => rows.includes(document.activeElement) && document.activeElement.click(),
  "/": () => window.location.assign(search),
  "?": () => {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (!keysOn || typing || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

function show() {
  button.textContent = keysOn ? button.dataset.on : button.dataset.off;
}
button.hidden = false;
show();
button.addEventListener("click", () => {
  keysOn = !keysOn;
  localStorage.setItem(OFF, keysOn ? "0" : "1");
  show();
});

const news = document.getElementById("inbox-news");
const first = {};

function tell(text) {
  const link = document.createElement("a");
  link.href = window.location.href;
  link.textContent = news.dataset.reload;
  news.replaceChildren(text, link);
}

const stream = new EventSource(news.dataset.stream);
stream.addEventListener("message", (event) => {
  const { part, html } = JSON.parse(event.data);
  if (!(part in first)) {
    first[part] = html;
  } else if (part === "newest" && Number(html) > Number(first.newest)) {
    tell(news.dataset.new);
  } else if (part === "list" && html !== first.list && !news.hasChildNodes()) {
    tell(news.dataset.changed);
  }
});
stream.addEventListener("ended", () => {
  stream.close();
  window.location.reload();
});
