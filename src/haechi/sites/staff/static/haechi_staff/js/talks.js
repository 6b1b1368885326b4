// The board of Talk as it changes: who waits, what was written, who is there and writes. One stream for everything.
// Sound is off until it is switched on; the title counts what wants an answer. What is being typed stays untouched.

const board = document.getElementById("talks");
const said = document.getElementById("talks-said");
const lost = document.getElementById("talks-lost");
const soundButton = document.querySelector("[data-sound]");
const title = document.title;
const SOUND = "haechi-talk-sound";
const TYPING_MS = 3000;
const CONNECT_AGAIN_MS = 4000;
const SAID_AGAIN_MS = 100;
const NOT_YET = "0.000"; // nobody typed since the server started
let soundOn = localStorage.getItem(SOUND) === "1";
let wanting = null;
let audio;

function beep() {
  if (!soundOn) return;
  audio ??= new AudioContext();
  const [tone, gain] = [audio.createOscillator(), audio.createGain()];
  const now = audio.currentTime;
  tone.frequency.value = 880;
  gain.gain.setValueAtTime(0.15, now);
  gain.gain.exponentialRampToValueAtTime(0.001, now + 0.4);
  tone.connect(gain).connect(audio.destination);
  tone.start(now);
  tone.stop(now + 0.4);
}

function showSound() {
  soundButton.textContent = soundOn ? soundButton.dataset.on : soundButton.dataset.off;
  soundButton.setAttribute("aria-pressed", String(soundOn));
}
soundButton.hidden = false;
showSound();
soundButton.addEventListener("click", () => {
  soundOn = !soundOn;
  localStorage.setItem(SOUND, soundOn ? "1" : "0");
  showSound();
  beep(); // heard once, so that it is known, and allowed by the browser from here on
});

// Emptied first: a screen reader says the same words again only when they are new.
function say(words) {
  said.textContent = "";
  setTimeout(() => { said.textContent = words; }, SAID_AGAIN_MS);
}

function count(html) {
  const now = Number(html);
  document.title = now ? `(${now}) ${title}` : title;
  if (wanting !== null && now > wanting) {
    say(said.dataset.news);
    beep();
  }
  wanting = now;
}

function post(url, fields) {
  const token = board.querySelector("input[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, ...fields });
  return fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
}

function atEnd(box) {
  return box.scrollHeight - box.scrollTop - box.clientHeight < 60;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function numberOf(item) {
  return item ? Number(item.id.slice("message-".length)) : 0;
}

// A thread grows: what stands is neither read out again nor taken from under the pointer, the focus, a selection.
function grow(region, items) {
  const thread = region.querySelector("ol.thread");
  for (const item of [...items]) {
    const old = document.getElementById(item.id);
    if (!old) thread.insertBefore(item, [...thread.children].find((other) => numberOf(other) > numberOf(item)) ?? null);
    else if (item.querySelector("[data-read]:not([hidden])")) old.querySelector("[data-read]").hidden = false;
  }
  region.querySelector("[data-no-lines]").hidden = thread.children.length > 0;
}

// Kept in mind: the stream may say that a line was read before the answer to its sending brings it.
function read(region, upTo) {
  region.readUpTo = Math.max(upTo, region.readUpTo ?? 0);
  for (const item of region.querySelectorAll(".message--own")) {
    if (numberOf(item) <= region.readUpTo) item.querySelector("[data-read]").hidden = false;
  }
}

function show(region, html) {
  const content = fragment(html);
  const focused = region.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  region.replaceChildren(content);
  if (focused) [...region.querySelectorAll("a[href]")].find((link) => link.getAttribute("href") === focused)?.focus();
}

// Says up to which line of the reporter's the officer has it before her, once.
function seen(talk) {
  const last = numberOf([...talk.querySelectorAll(".message--other")].at(-1));
  if (document.visibilityState !== "visible" || !talk.offsetParent || last <= Number(talk.dataset.seenUpTo ?? 0)) return;
  talk.dataset.seenUpTo = last;
  const again = () => { delete talk.dataset.seenUpTo; }; // with the next line, or when the page is looked at again
  post(talk.dataset.seen, { last }).then((answer) => answer.ok || again(), again);
}

const shown = new Map();

// Every typing mark is another number; it fades by itself.
function writes(talk, part, mark) {
  const before = shown.get(part);
  shown.set(part, mark);
  if (before === undefined || before === mark || mark === NOT_YET) return;
  const line = talk.querySelector("[data-typing-mark]");
  line.textContent = line.dataset.typingMark;
  clearTimeout(line.fading);
  line.fading = setTimeout(() => { line.textContent = ""; }, 2 * TYPING_MS);
}

function changed(event) {
  const { part, html } = JSON.parse(event.data);
  if (part === "count") return count(html);
  if (part === "page") return void (board.dataset.page = html); // goes with each line: this page shows it by the answer
  if (part.startsWith("typing-")) return writes(document.getElementById(part.replace("typing", "talk")), part, html);
  const [kind, pk] = [part.slice(0, part.indexOf("-")), part.slice(part.indexOf("-") + 1)];
  if (["thread", "line", "read"].includes(kind)) return talked(kind, board.querySelector(`[data-live="thread-${pk}"]`), html);
  const region = board.querySelector(`[data-live="${part}"]`);
  const before = shown.get(part);
  shown.set(part, html);
  if (region && before !== html) show(region, html);
}

// `thread`: all of it, when the page connects; then each `line`, and up to which number the reporter has `read`.
function talked(kind, region, html) {
  if (!region) return;
  if (kind === "read") return read(region, Number(html));
  const box = region.closest(".talk__thread");
  const follow = atEnd(box);
  grow(region, fragment(html).querySelectorAll(".message"));
  read(region, 0);
  if (follow) box.scrollTop = box.scrollHeight;
  seen(region.closest(".talk"));
}

function signedOut() {
  document.dispatchEvent(new Event("signed-out")); // idle.js keeps what was typed and not sent
}

// The browser connects again by itself after a cut. After any other answer it gives up: then it is asked which. A
// gateway whose server is starting anew is asked again; the way to the sign-in page says that the session is over.
async function ask() {
  const answer = await fetch(board.dataset.stream, { redirect: "manual" }).catch(() => null);
  answer?.body?.cancel();
  if (answer?.ok) return connect();
  if (answer?.type === "opaqueredirect" || [403, 404].includes(answer?.status)) return signedOut();
  setTimeout(ask, CONNECT_AGAIN_MS);
}

function connect() {
  const stream = new EventSource(board.dataset.stream);
  stream.addEventListener("message", changed);
  stream.addEventListener("open", () => { lost.textContent = ""; });
  stream.addEventListener("error", () => {
    lost.textContent = lost.dataset.lost;
    if (stream.readyState === EventSource.CLOSED) ask();
  });
  stream.addEventListener("ended", () => {
    stream.close();
    signedOut();
  });
}
connect();
document.addEventListener("signed-in", connect); // the same officer, in another tab
document.addEventListener("visibilitychange", () => board.querySelectorAll(".talk").forEach(seen));

async function send(form, talk) {
  const button = form.querySelector("button[type=submit]");
  const problem = talk.querySelector("[data-problem]");
  button.disabled = true;
  problem.textContent = "";
  const fields = new FormData(form);
  fields.set("page", board.dataset.page ?? "");
  if (!form.elements.attached.files.length) fields.delete("attached");
  const body = fields.has("attached") ? fields : new URLSearchParams(fields); // which a server reads in half the time
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    const told = await answer.json().catch(() => null);
    if (!told && (answer.redirected || answer.status === 403)) signedOut(); // also where she signed in elsewhere since
    else if (!told) problem.textContent = problem.dataset.failed;
    else if (answer.ok) {
      form.reset();
      form.elements.uid.value = told.uid;
      talked("line", talk.querySelector("[data-live^=thread-]"), told.html);
    } else {
      problem.textContent = told.problem;
    }
  } catch {
    problem.textContent = problem.dataset.failed; // the same identifier goes again: nothing is sent twice
  }
  button.disabled = false;
  form.elements.text.focus();
}

for (const talk of board.querySelectorAll(".talk")) {
  const box = talk.querySelector(".talk__thread");
  box.scrollTop = box.scrollHeight;
  const form = talk.querySelector("form[data-send]");
  if (!form) continue;
  let typedAt = -TYPING_MS;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.elements.text.value.trim()) send(form, talk);
  });
  form.elements.text.addEventListener("input", (event) => {
    if (event.timeStamp - typedAt < TYPING_MS) return;
    typedAt = event.timeStamp;
    post(talk.dataset.typing, {});
  });
  form.elements.text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  for (const quick of talk.querySelectorAll("[data-quick]")) {
    quick.hidden = false;
    quick.addEventListener("click", () => {
      const field = form.elements.text;
      field.value = field.value.trim() ? `${field.value.trim()}\n${quick.dataset.quick}` : quick.dataset.quick;
      field.focus();
    });
  }
}
