// The player of a granted recording: waveform, position, speed. Without this script the browser's own controls
// stand there. Sound is asked for piece by piece; nothing of it is kept by the page.

const player = document.querySelector("[data-player]");
const audio = player.querySelector("audio");
const wave = player.querySelector("svg");
const [heard, mark] = [wave.querySelector("[data-heard]"), wave.querySelector("[data-mark]")];
const columns = wave.viewBox.baseVal.width;
const [seek, toggle, time, speed] = ["seek", "toggle", "time", "speed"].map((name) => player.querySelector(`[data-${name}]`));
const failed = player.querySelector("[data-failed]");
const told = Number(player.dataset.seconds);

function length() {
  return Number.isFinite(audio.duration) ? audio.duration : told;
}

function written(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function said(seconds) {
  const whole = Math.floor(seconds);
  return player.dataset.said.replace("{m}", Math.floor(whole / 60)).replace("{s}", whole % 60);
}

function show() {
  const [now, all] = [audio.currentTime, length()];
  const at = all ? Math.min(columns, now / all * columns) : 0;
  heard.setAttribute("width", at);
  mark.setAttribute("x1", at);
  mark.setAttribute("x2", at);
  seek.max = all;
  seek.value = now;
  seek.setAttribute("aria-valuetext", `${said(now)} / ${said(all)}`);
  time.textContent = `${written(now)} / ${written(all)}`;
}

function follow() {
  show();
  if (!audio.paused) requestAnimationFrame(follow);
}

function name() {
  toggle.textContent = audio.paused ? player.dataset.play : player.dataset.pause;
}

async function turn() {
  if (!audio.paused) return audio.pause();
  audio.playbackRate = Number(speed.value);
  return audio.play().catch(() => { failed.hidden = false; });
}

toggle.addEventListener("click", turn);
seek.addEventListener("input", () => { audio.currentTime = Number(seek.value); show(); });
seek.addEventListener("keydown", (event) => {
  const steps = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
  if (event.key in steps) {
    audio.currentTime = Math.max(0, Math.min(length(), audio.currentTime + steps[event.key]));
    show();
  } else if (event.key === " " || event.key === "Enter") {
    turn();
  } else {
    return;
  }
  event.preventDefault();
});
speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); });
for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, name);
audio.addEventListener("play", follow);
for (const event of ["timeupdate", "loadedmetadata", "seeked"]) audio.addEventListener(event, show);
audio.addEventListener("error", () => { failed.hidden = false; });
player.addEventListener("contextmenu", (event) => event.preventDefault());

audio.controls = false;
audio.hidden = true;
player.querySelectorAll("[data-scripted]").forEach((part) => { part.hidden = false; });
show();
