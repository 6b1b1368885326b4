// Writing in a chat without a reload. Messages go one after another, each with an identifier of its own, and are sent
// again until the server says that it has them: nothing lost, nothing doubled, in order. `chat-line.js` shows them.

const TYPING_EVERY_MS = 3000;
const LONGEST_PAUSE_MS = 15000;

const chat = document.querySelector("[data-chat]");
const form = document.querySelector("[data-compose]");
const find = (name) => document.querySelector(`[data-${name}]`);

class Writing {
  constructor() {
    this.text = form.elements.text;
    this.problem = find("problem");
    this.leak = find("leak");
    this.files = find("files");
    this.queue = [];
    this.busy = false;
    this.leaving = false;
    this.mending = false; // what is being written was sent before and refused
    this.typedAt = 0;
    form.addEventListener("submit", (event) => this.submitted(event));
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("online", () => this.wake?.());
    window.addEventListener("beforeunload", (event) => {
      // Quick exit empties the page first: whoever must leave now is not asked.
      const unsent = this.queue.length || this.text.value.trim();
      if (unsent && form.isConnected && !this.leaving) event.preventDefault();
    });
  }

  // Enter sends where there is a real keyboard; not while a Korean syllable is being put together.
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (!matchMedia("(pointer: fine)").matches) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[name=to][value=send]")); // `upload.js` goes on with what was pressed
  }

  typed() {
    if (this.mending && !this.text.value.trim() && !this.added) { // given up: what waited behind it goes
      this.mending = false;
      this.run();
    }
    const now = Date.now();
    if (now - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = now;
    const body = new URLSearchParams({ form_token: form.elements.form_token.value });
    fetch(chat.dataset.typing, { method: "POST", body }).catch(() => {});
  }

  get added() {
    return [...form.querySelectorAll("[data-file-list] button[name=remove]")].filter((button) => button.value).length;
  }

  submitted(event) {
    const step = event.submitter?.value ?? "send";
    if (step !== "send" && step !== "anyway") return; // a file taken out: the plain way
    event.preventDefault();
    const text = this.text.value;
    if (!text.trim() && !this.added) return this.text.focus();
    this.say("");
    this.leak.hidden = true;
    const entry = { text, draft: form.elements.draft.value, uid: form.elements.uid.value, to: step, files: this.added > 0 };
    this.queue[this.mending ? "unshift" : "push"]({ ...entry, item: this.pending(entry) });
    this.mending = false;
    this.next();
    this.run();
  }

  pending(entry) {
    const item = document.querySelector("template[data-pending]").content.cloneNode(true).firstElementChild;
    const names = [...form.querySelectorAll("[data-file-list] .file__name")].map((each) => each.textContent);
    item.querySelector("[data-text]").textContent = [entry.text, ...names].filter(Boolean).join("\n");
    item.mark = (word) => { item.querySelector("[data-mark]").textContent = item.querySelector("[data-mark]").dataset[word]; };
    item.mark("sending");
    chat.append(item);
    find("no-messages").hidden = true;
    item.scrollIntoView({ block: "nearest" });
    return item;
  }

  // The field is free for the next message at once: it gets a draft and an identifier of its own.
  next() {
    this.text.value = "";
    this.text.dispatchEvent(new Event("input"));
    form.elements.uid.value = uid();
    this.draft(token());
    form.querySelector("[data-file-list]").replaceChildren();
    form.elements.files_seen.value = "0";
    this.files.open = false;
    this.text.focus();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    let pause = 1000;
    while (this.queue.length) {
      const entry = this.queue[0];
      const answer = await this.send(entry);
      if (answer?.done) {
        this.queue.shift();
        pause = 1000;
      } else if (answer?.stop) break;
      else {
        entry.item.mark(answer ? "slow" : "waiting");
        await this.rest(answer?.seconds ? answer.seconds * 1000 : pause);
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      }
    }
    this.busy = false;
  }

  rest(milliseconds) {
    return new Promise((done) => {
      this.wake = done;
      setTimeout(done, milliseconds);
    });
  }

  // null: no answer (the connection, or a gateway); `seconds`: later; `done`; `stop`: a person must look.
  async send(entry) {
    const body = new URLSearchParams();
    for (const name of ["text", "draft", "uid", "to"]) body.set(name, entry[name]);
    body.set("form_token", form.elements.form_token.value);
    body.set("page", chat.dataset.page ?? "");
    let response;
    try {
      response = await fetch(chat.dataset.say, { method: "POST", body });
    } catch {
      return null;
    }
    if (response.status === 429) return { seconds: Number(response.headers.get("Retry-After")) || 2 };
    const answer = await response.json().catch(() => null);
    if (!answer) return null;
    if (response.ok) return this.taken(entry, answer);
    return response.status === 401 ? this.signIn() : this.refused(entry, answer);
  }

  taken(entry, answer) {
    chat.dispatchEvent(new CustomEvent("stored", { detail: answer.html }));
    entry.item.remove();
    return { done: true };
  }

  // The plain form goes instead: the answer is the page to sign in, with everything unsent kept in one text.
  signIn() {
    const held = this.queue.find((entry) => entry.files);
    for (const entry of this.queue.splice(0).reverse()) this.back(entry);
    if (held) this.draft(held.draft);
    this.leaving = true;
    form.elements.uid.value = uid();
    form.submit();
    return { stop: true };
  }

  refused(entry, answer) {
    this.queue.shift(); // those behind it wait with their files until it is mended, and go after it
    this.back(entry);
    this.mending = true;
    if (entry.files) this.draft(entry.draft);
    form.elements.uid.value = entry.uid;
    this.say(answer.error);
    this.leak.hidden = !answer.leak;
    return { stop: true };
  }

  // What was not sent stands in the field again, before what is being written.
  back(entry) {
    entry.item.remove();
    this.text.value = [entry.text, this.text.value].filter((text) => text.trim()).join("\n");
  }

  draft(token) {
    form.querySelector("[data-upload]").dataset.draft = form.elements.draft.value = token;
  }

  say(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }
}

function bytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

// A random UUID; `crypto.randomUUID` is missing where the page came over plain HTTP (an onion address).
function uid() {
  const drawn = bytes(16);
  drawn[6] = (drawn[6] & 0x0f) | 0x40;
  drawn[8] = (drawn[8] & 0x3f) | 0x80;
  const hex = [...drawn].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// 32 random bytes that only this page holds, as the server draws them for a form.
function token() {
  return btoa(String.fromCharCode(...bytes(32))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

if (form) new Writing();
