// Messages, notes and status of the open report, as they change. What is being typed stays untouched.

const page = document.getElementById("report");
const status = document.getElementById("live-status");
const shown = new Map();

const stream = new EventSource(page.dataset.stream);
stream.addEventListener("message", (event) => {
  const { part, html } = JSON.parse(event.data);
  const region = document.querySelector(`[data-live="${part}"]`);
  const before = shown.get(part);
  shown.set(part, html);
  if (!region || before === html) return;
  const template = document.createElement("template");
  template.innerHTML = html;
  if (template.content.textContent.trim() === region.textContent.trim()) return;
  region.replaceChildren(template.content);
  status.textContent = status.dataset[part];
});
stream.addEventListener("ended", () => {
  stream.close();
  document.dispatchEvent(new Event("signed-out"));  // idle.js keeps what was typed and not sent
});
