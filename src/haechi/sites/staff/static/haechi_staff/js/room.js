// The operations room, part by part as it changes. A screen reader is told of a new state alone, never of figures.

const room = document.getElementById("room");
const status = document.getElementById("room-status");

function words(region) {
  return region.querySelector(".alert__title").textContent.trim();
}

const stream = new EventSource(room.dataset.stream);
stream.addEventListener("message", (event) => {
  const { part, html } = JSON.parse(event.data);
  const region = room.querySelector(`[data-live="${part}"]`);
  if (!region) return;
  const before = part === "state" ? words(region) : "";
  const template = document.createElement("template");
  template.innerHTML = html;
  region.replaceChildren(template.content);
  if (part === "state" && words(region) !== before) status.textContent = words(region);
});
stream.addEventListener("ended", () => {
  stream.close();
  document.dispatchEvent(new Event("signed-out"));
});
