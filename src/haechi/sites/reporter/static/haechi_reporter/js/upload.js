// Files upload as soon as they are chosen or dropped, one after the other, each as the body of its own request.
// Without a script the same field belongs to the form and goes with it.

const RETRY_AFTER_MS = [1000, 3000, 9000];

class Uploader {
  constructor(box) {
    this.box = box;
    this.form = box.closest("form");
    this.input = box.querySelector("input[type=file]");
    this.seen = box.querySelector("[data-files-seen]");
    this.status = box.querySelector("[data-upload-status]");
    this.row = box.querySelector("template[data-row]").content;
    this.words = box.querySelector("template[data-words]").content;
    this.pending = 0;
    this.queue = Promise.resolve();
    this.resumeWith = null;
    box.querySelector("[data-without-script]").hidden = true;
    this.input.addEventListener("change", () => this.take([...this.input.files]));
    this.form.addEventListener("submit", (event) => this.hold(event));
    box.addEventListener("click", (event) => this.clicked(event));
    this.acceptDrops();
    if (this.input.files.length) this.take([...this.input.files]); // chosen while this script was on its way
  }

  word(name, values = {}) {
    const text = this.words.querySelector(`[data-${name}]`).textContent;
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  list() {
    const place = this.box.querySelector("[data-file-list]");
    let list = place.querySelector("ul");
    if (!list) {
      list = document.createElement("ul");
      list.className = "files";
      place.append(list);
    }
    return list;
  }

  stored() {
    return [...this.list().querySelectorAll("button[name=remove]")].filter((button) => button.value).length;
  }

  acceptDrops() {
    this.box.addEventListener("dragover", (event) => event.preventDefault());
    this.box.addEventListener("drop", (event) => {
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  take(files) {
    this.input.value = ""; // what is uploaded here must not go with the form again
    for (const file of files) {
      const row = this.newRow(file);
      if (file.size > Number(this.box.dataset.limit)) this.refuse(row, this.word("too-large"), false);
      else if (this.stored() + this.pending >= Number(this.box.dataset.count)) this.refuse(row, this.word("too-many"), false);
      else this.enqueue(row, file);
    }
  }

  newRow(file) {
    const row = this.row.cloneNode(true).firstElementChild;
    row.querySelector(".file__name").textContent = file.name;
    row.querySelector(".file__meta").textContent = size(file.size);
    const remove = row.querySelector("[data-remove-file]");
    remove.querySelector("span").textContent = `: ${file.name}`;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    this.list().append(row);
    return row;
  }

  enqueue(row, file) {
    this.pending += 1;
    row.upload = { file, request: null, dropped: false };
    row.querySelector("[data-warning]").hidden = true;
    row.querySelector("[data-retry]").hidden = true;
    row.querySelector("progress").hidden = false;
    this.queue = this.queue.then(() => this.run(row)).finally(() => {
      this.pending -= 1;
      if (this.pending === 0) this.resume();
    });
  }

  async run(row) {
    for (const pause of [...RETRY_AFTER_MS, null]) {
      if (row.upload.dropped) return;
      const answer = await this.send(row);
      if (row.upload.dropped) return answer?.id && this.forget(answer.id);
      if (answer) return this.settle(row, answer);
      if (pause !== null) await new Promise((done) => setTimeout(done, pause));
    }
    this.refuse(row, this.word("cut"), true);
  }

  // The server's answer, or null when there was none (a cut connection, a gateway's error page).
  send(row) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      row.upload.request = request;
      row.upload.whole = false;
      request.open("POST", this.box.dataset.upload);
      request.setRequestHeader("X-Draft", this.box.dataset.draft);
      request.setRequestHeader("X-File-Name", encodeURIComponent(wellFormed(row.upload.file.name)));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.addEventListener("progress", (event) => this.progress(row, event.loaded, event.total));
      request.addEventListener("load", () => done(parse(request.responseText)));
      for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, () => done(null));
      request.send(row.upload.file);
    });
  }

  progress(row, loaded, total) {
    const percent = total ? Math.floor((loaded / total) * 100) : 100;
    row.upload.whole = loaded === total;
    row.querySelector("progress").value = percent;
    const done = percent === 100 ? this.word("cleaning") : this.word("uploading", { done: `${percent}%` });
    row.querySelector(".file__meta").textContent = `${size(row.upload.file.size)} · ${done}`;
  }

  settle(row, answer) {
    if (!answer.files) return this.refuse(row, answer.error, false);
    for (const file of answer.files) if (file.id === answer.id) this.describe(row, file);
    this.count();
    this.say("added", row);
  }

  describe(row, file) {
    row.querySelector("progress").hidden = true;
    row.querySelector(".file__name").textContent = file.name;
    row.querySelector(".file__meta").textContent = size(file.size);
    const removed = row.querySelector("[data-removed]");
    removed.hidden = file.removed.length === 0;
    removed.querySelector("span").textContent = file.removed.join(", ");
    note(row.querySelector("[data-note]"), file.note);
    note(row.querySelector("[data-warning]"), file.warning);
    row.querySelector("[data-remove-file]").value = file.id;
  }

  refuse(row, text, again) {
    row.querySelector("progress").hidden = true;
    row.querySelector(".file__meta").textContent = row.upload ? size(row.upload.file.size) : row.querySelector(".file__meta").textContent;
    note(row.querySelector("[data-warning]"), text);
    row.querySelector("[data-retry]").hidden = !again;
    this.status.textContent = `${row.querySelector(".file__name").textContent}: ${text}`;
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest("li");
    if (button.hasAttribute("data-retry")) this.enqueue(row, row.upload.file);
    else if (button.name === "remove") {
      event.preventDefault();
      this.remove(row, button);
    }
  }

  async remove(row, button) {
    if (row.upload) {
      row.upload.dropped = true;
      // The server finishes what it has whole: then its answer is waited for, and the file taken out again (run).
      if (!row.upload.whole) row.upload.request?.abort();
    }
    if (button.value && !(await this.forget(button.value))) {
      this.form.requestSubmit(button); // the plain way: the page comes back without the file
      return;
    }
    this.say("removed-word", row);
    row.remove();
    this.count();
    this.input.focus();
  }

  async forget(id) {
    try {
      const headers = { "X-Draft": this.box.dataset.draft, "Content-Type": "text/plain" };
      return (await fetch(this.box.dataset.remove, { method: "POST", headers, body: id })).ok;
    } catch {
      return false;
    }
  }

  hold(event) {
    if (this.pending === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.resumeWith = event.submitter;
    this.status.classList.remove("visually-hidden");
    this.status.textContent = this.word("waiting");
  }

  resume() {
    if (!this.resumeWith) return;
    const button = this.resumeWith;
    this.resumeWith = null;
    this.status.classList.add("visually-hidden");
    const refused = [...this.list().querySelectorAll("[data-warning]:not([hidden])")].some((note) => !note.closest("li").querySelector("[data-remove-file]").value);
    if (!refused) this.form.requestSubmit(button);
  }

  count() {
    this.seen.value = String(this.stored());
  }

  say(name, row) {
    this.status.textContent = this.word(name, { name: row.querySelector(".file__name").textContent });
  }
}

function note(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function size(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = { maximumFractionDigits: unit ? 1 : 0 };
  return `${new Intl.NumberFormat(document.documentElement.lang, digits).format(value)} ${units[unit]}`;
}

function wellFormed(name) {
  return name.toWellFormed ? name.toWellFormed() : name.replace(/[\ud800-\udfff]/g, "");
}

document.querySelectorAll("[data-upload]").forEach((box) => new Uploader(box));
