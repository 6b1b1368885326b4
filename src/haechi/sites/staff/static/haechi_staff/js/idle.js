// Warns a minute before the idle limit and leaves the page at the limit, so that nothing stays on the screen.
// Typing and clicking count as being there: at most once a minute the server is told. The limit itself is the
// server's; without this script the session ends all the same.

const box = document.getElementById("idle-warning");
const limit = Number(box.dataset.idle) * 1000;
const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
const WARN_MS = Math.min(60_000, limit / 2);
const TELL_MS = Math.min(60_000, limit / 4);
const tabs = new BroadcastChannel("haechi-staff");
let told = Date.now();
let active = false;
let before = null;

function seen(moment) {
  told = Math.max(told, moment);
  if (!box.hidden) {
    box.hidden = true;
    before?.focus();
  }
}

async function stay() {
  active = false;
  const moment = Date.now();
  const answer = await fetch(box.dataset.stay, {
    method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual",
  }).catch(() => null);
  if (answer?.status === 204) {
    seen(moment);
    tabs.postMessage(moment);
  }
}

function tick() {
  const idle = Date.now() - told;
  if (active && idle > TELL_MS && box.hidden) stay();
  if (idle >= limit) {
    document.querySelectorAll("form").forEach((form) => form.remove());
    document.body.hidden = true;
    window.location.replace(box.dataset.out);
  } else if (idle >= limit - WARN_MS && box.hidden) {
    before = document.activeElement;
    box.hidden = false;
    box.querySelector("#idle-title").focus();
  }
}

tabs.addEventListener("message", (event) => seen(event.data));
tabs.postMessage(told);
for (const kind of ["keydown", "pointerdown"]) {
  document.addEventListener(kind, () => { active = true; }, { passive: true });
}
box.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
// Unfrozen after sleep, or shown again from memory: look at once.
document.addEventListener("visibilitychange", tick);
window.addEventListener("pageshow", tick);
setInterval(tick, Math.min(5000, limit / 10));
