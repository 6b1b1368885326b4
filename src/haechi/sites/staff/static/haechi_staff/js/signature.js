// The pad for a signature: points of a finger, a pen or a mouse, as numbers on a field of the form's size.
// Without this script, and by keyboard, the name is typed, or form 2 is signed on paper.

const pad = document.querySelector("[data-pad]");
const canvas = pad.querySelector("canvas");
const form = pad.closest("form");
const strokes = form.querySelector("input[name=strokes]");
const [MOST_STROKES, MOST_POINTS, NEAR] = [100, 4000, 2];
const ink = canvas.getContext("2d");
let drawn = read(strokes.value);
let current = null;

function read(text) {
  if (!text) return [];
  return text.split(";").map((stroke) => stroke.split(" ").map((point) => point.split(",").map(Number)));
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  const within = (value, most) => Math.round(Math.max(0, Math.min(most, value)));
  return [
    within((event.clientX - box.left) / box.width * canvas.width, canvas.width),
    within((event.clientY - box.top) / box.height * canvas.height, canvas.height),
  ];
}

function paint() {
  ink.clearRect(0, 0, canvas.width, canvas.height);
  ink.lineWidth = 4;
  ink.lineCap = "round";
  ink.lineJoin = "round";
  ink.strokeStyle = "#111";
  for (const stroke of drawn) {
    ink.beginPath();
    ink.moveTo(...stroke[0]);
    for (const point of [...stroke.slice(1), stroke.at(-1)]) ink.lineTo(...point);
    ink.stroke();
  }
}

function keep() {
  strokes.value = drawn.map((stroke) => stroke.map((point) => point.join(",")).join(" ")).join(";");
  canvas.classList.toggle("is-signed", drawn.length > 0);
  pad.querySelector("[data-clear]").disabled = drawn.length === 0;
}

function count() {
  return drawn.reduce((sum, stroke) => sum + stroke.length, 0);
}

canvas.addEventListener("pointerdown", (event) => {
  if (!event.isPrimary || event.button !== 0 || drawn.length >= MOST_STROKES || count() >= MOST_POINTS) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  form.querySelector("input[name=way][value=drawn]").checked = true;
  choose();
  current = [place(event)];
  drawn.push(current);
  paint();
});
canvas.addEventListener("pointermove", (event) => {
  if (!current || count() >= MOST_POINTS) return;
  const [point, last] = [place(event), current.at(-1)];
  if (Math.abs(point[0] - last[0]) + Math.abs(point[1] - last[1]) < NEAR) return;
  current.push(point);
  paint();
});
for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, () => {
    current = null;
    keep();
  });
}
pad.querySelector("[data-clear]").addEventListener("click", () => {
  drawn = [];
  paint();
  keep();
  canvas.focus();
});

function choose() {
  const way = form.querySelector("input[name=way]:checked")?.value;
  pad.hidden = way !== "drawn";
  form.querySelector("[data-typed]").hidden = way !== "typed";
}

form.querySelectorAll("input[name=way]").forEach((radio) => radio.addEventListener("change", choose));
const typed = form.querySelector("input[name=typed]");
if (!drawn.length && !typed.value && !document.getElementById("error-summary")) {
  form.querySelector("input[name=way][value=drawn]").checked = true;
}
choose();
paint();
keep();
