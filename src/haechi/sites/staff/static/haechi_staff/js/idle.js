// Warns a minute before the idle limit and leaves the page at the limit, so that nothing stays on the screen.
// Typing and clicking count as being there: at most once a minute the server is told. The limit itself is the
// server's; without this script the session ends all the same. An answer that was typed and not sent is kept in
// this tab's memory, never on disk: after signing in in another tab, the same officer goes on here.

const box = document.getElementById("idle-warning");
const limit = Number(box.dataset.idle) * 1000;
const TOKEN = "[name=csrfmiddlewaretoken]";
let token = box.querySelector(TOKEN).value;
const WARN_MS = Math.min(60_000, limit / 2);
const TELL_MS = Math.min(60_000, limit / 4);
const tabs = new BroadcastChannel("haechi-staff");
let told = Date.now();
let active = false;
let before = null;
let kept = null;

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

function isUnsent() {
  const fields = document.querySelectorAll("form[data-confirm-leave] textarea");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

function leave() {
  if (kept) return;
  if (isUnsent()) {
    setAside();
    return;
  }
  document.querySelectorAll("form").forEach((form) => form.remove());
  document.body.hidden = true;
  window.location.replace(box.dataset.out);
}

function setAside() {
  const panel = document.getElementById("idle-kept").content.cloneNode(true);
  kept = document.createDocumentFragment();
  kept.append(...document.body.childNodes);
  document.body.append(panel);
  document.querySelector("h1").focus();
  document.getElementById("idle-continue").addEventListener("click", goOn);
}

async function goOn() {
  const answer = await fetch(window.location.href, { redirect: "manual" }).catch(() => null);
  const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
  const fresh = page.getElementById("idle-warning");
  if (fresh && fresh.dataset.who !== box.dataset.who) {
    window.location.replace(box.dataset.out);  // somebody else signed in: nothing of this is shown
  } else if (fresh) {
    token = fresh.querySelector(TOKEN).value;
    kept.querySelectorAll(TOKEN).forEach((field) => { field.value = token; });
    document.body.replaceChildren(kept);
    kept = null;
    box.hidden = true;
    told = Date.now();
    document.dispatchEvent(new Event("signed-in"));
  } else {
    document.getElementById("idle-not-yet").hidden = false;
  }
}

function tick() {
  if (kept) return;
  const idle = Date.now() - told;
  if (active && idle > TELL_MS && box.hidden) stay();
  if (idle >= limit) {
    leave();
  } else if (idle >= limit - WARN_MS && box.hidden) {
    before = document.activeElement;
    box.hidden = false;
    box.querySelector("#idle-title").focus();
  }
}

tabs.addEventListener("message", (event) => seen(event.data));
tabs.postMessage(told);
for (const kind of ["keydown", "pointerdown", "timeupdate"]) {  // who hears a recording is there; it does not bubble
  document.addEventListener(kind, () => { active = true; }, { capture: true, passive: true });
}
box.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  stay();
});
// Unfrozen after sleep, or shown again from memory: look at once.
document.addEventListener("visibilitychange", tick);
document.addEventListener("signed-out", leave);
window.addEventListener("pageshow", tick);
setInterval(tick, Math.min(5000, limit / 10));
