// <p hidden data-char-count="field id" data-limit="N" data-text="{used} of {limit} …" data-over="{over} …">
// Counts code points as the server does (an emoji is one). Nothing is cut: the server explains what is too long.

const format = new Intl.NumberFormat(document.documentElement.lang || "ko");
const PAUSE_MS = 1000;

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? format.format(values[name]) : whole));
}

function watch(counter) {
  const field = document.getElementById(counter.dataset.charCount);
  if (!field) return;
  const limit = Number(counter.dataset.limit);
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  counter.after(spoken);
  counter.setAttribute("aria-hidden", "true");
  counter.hidden = false;
  let timer;

  function show() {
    const used = [...field.value.replace(/\r?\n/g, "\r\n")].length;
    const over = used > limit;
    const text = over ? counter.dataset.over : counter.dataset.text;
    counter.textContent = fill(text, { used, limit, over: used - limit });
    counter.classList.toggle("field__count--over", over);
    return counter.textContent;
  }

  field.addEventListener("input", () => {
    const text = show();
    clearTimeout(timer);
    // Spoken after a pause in typing, so that a screen reader is not talked over at every key.
    timer = setTimeout(() => { spoken.textContent = text; }, PAUSE_MS);
  });
  show();
}

document.querySelectorAll("[data-char-count]").forEach(watch);
