// A file that takes seconds to make: how far it is, then the file. Without this script the form does it in silence.
const PROGRESS = "application/x-progress";

async function read(answer, show) {
  const reader = answer.body.getReader();
  const text = new TextDecoder();
  let line = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("ended early");
    for (let at = 0; at < value.length; at += 1) {
      if (value[at] !== 10) {
        line += text.decode(value.subarray(at, at + 1));
      } else if (line === "pdf") {
        return rest(reader, value.slice(at + 1));
      } else {
        show(...line.split("/").map(Number));
        line = "";
      }
    }
  }
}

async function rest(reader, first) {
  const pieces = [first];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces, { type: "application/pdf" });
    pieces.push(value);
  }
}

function nameOf(answer) {
  const header = answer.headers.get("content-disposition") || "";
  const long = /filename\*=utf-8''([^;]+)/i.exec(header);
  return long ? decodeURIComponent(long[1]) : "binder.pdf";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

for (const form of document.querySelectorAll("form[data-making]")) {
  const told = document.querySelector(form.dataset.making);
  const [box, bar, words] = [told.firstElementChild, told.querySelector("progress"), told.querySelector("[data-words]")];
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    box.hidden = false;
    words.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: PROGRESS } });
      if (answer.status === 422) return form.submit(); // the page says what is missing
      if (!answer.ok || answer.headers.get("content-type") !== PROGRESS) throw new Error(answer.status);
      const show = (done, total) => { bar.max = total; bar.value = done; words.textContent = `${done} / ${total}`; };
      save(await read(answer, show), nameOf(answer));
      words.textContent = told.dataset.done;
    } catch {
      words.textContent = told.dataset.failed;
    }
    box.hidden = true;
    button.disabled = false;
  });
}
