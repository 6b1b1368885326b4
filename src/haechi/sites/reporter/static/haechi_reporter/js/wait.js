// The waiting page: counts down and goes on by itself, or earlier when the browser has done the work instead.

const form = document.querySelector("[data-wait]");

function fill(text, n) {
  return text.replace("{n}", String(n));
}

function showLeft(place, seconds) {
  const text = seconds < 90 ? fill(place.dataset.seconds, seconds) : fill(place.dataset.minutes, Math.ceil(seconds / 60));
  if (place.textContent !== text) place.textContent = text;
}

function start() {
  const left = form.querySelector("[data-left]");
  const until = Date.now() + Number(form.dataset.wait) * 1000;
  let sent = false;

  function goOn(work) {
    if (sent) return;
    sent = true;
    form.elements.work.value = work;
    form.submit();
  }

  form.querySelector("[data-working]").hidden = false;
  form.addEventListener("submit", () => { sent = true; });
  setInterval(() => {
    const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    showLeft(left, seconds);
    if (seconds === 0) goOn("");
  }, 500);
  work(goOn);
}

function work(found) {
  const bits = Number(form.dataset.bits);
  if (!bits || typeof Worker !== "function") return;
  const worker = new Worker(form.dataset.worker, { type: "module" });
  worker.addEventListener("message", (event) => found(event.data));
  worker.addEventListener("error", () => worker.terminate()); // waiting does it too
  worker.postMessage({ challenge: form.dataset.challenge, bits });
}

if (form) start();
