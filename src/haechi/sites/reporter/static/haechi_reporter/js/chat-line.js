// What comes to a chat without a reload: messages, read marks, presence, where it stands. Fragments are our own
// templates, already escaped, parsed apart from the page, so that nothing in them can run.

const TYPING_SHOWN_MS = 6000;
const CONNECT_AGAIN_MS = 4000;
const SAID_AGAIN_MS = 100;

const chat = document.querySelector("[data-chat]");
const find = (name) => document.querySelector(`[data-${name}]`);

function fragment(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
}

function numberOf(item) {
  return Number(item.id.slice("message-".length));
}

// In the order of their numbers; what is still being sent stays at the end.
function place(html) {
  const item = fragment(html).find((node) => node.id);
  if (!item || document.getElementById(item.id)) return null;
  const next = [...chat.children].find((other) => !other.id || numberOf(other) > numberOf(item));
  const follows = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 240;
  chat.insertBefore(item, next ?? null);
  find("no-messages").hidden = true;
  if (follows) chat.lastElementChild.scrollIntoView({ block: "nearest" });
  return item;
}

class Line {
  constructor() {
    this.note = find("live-note");
    this.status = find("live-status");
    this.mark = find("typing-mark");
    this.hide = 0;
    this.seen = 0; // up to which line; it may come before the answer that brings the line itself
    this.last = Number(chat.dataset.last);
    this.connect();
    chat.addEventListener("stored", (event) => this.stored(event.detail));
    window.addEventListener("pagehide", () => this.source.close());
  }

  connect() {
    const source = new EventSource(`${chat.dataset.events}?after=${this.last}`);
    this.source = source;
    const on = (kind, act) => source.addEventListener(kind, (event) => {
      this.last = Number(event.lastEventId) || this.last;
      act(event.data);
    });
    on("page", (name) => { chat.dataset.page = name; }); // `chat.js` sends it: what this page wrote comes by the answer
    on("message", (html) => this.arrived(html));
    on("read", (ids) => this.read(JSON.parse(ids)));
    on("seen", (upTo) => this.readUpTo(Number(upTo)));
    on("state", (html) => find("state").replaceChildren(...fragment(html)));
    on("chat", (html) => this.stands(html));
    on("presence", (word) => this.present(word));
    on("typing", () => this.typing());
    on("ended", () => this.ended());
    source.addEventListener("open", () => this.tell(""));
    source.addEventListener("error", () => this.lost());
  }

  arrived(html) {
    const item = place(html);
    if (item?.classList.contains("message--other")) {
      // Emptied first: a screen reader says the same words again only when they are new.
      this.status.textContent = "";
      setTimeout(() => { this.status.textContent = this.status.dataset.new; }, SAID_AGAIN_MS);
      this.mark.hidden = true;
    }
  }

  // Of this page's own: whoever answers has read what came before.
  stored(html) {
    place(html);
    this.readUpTo(0);
    for (const badge of chat.querySelectorAll(".message--other .badge")) badge.remove();
  }

  readUpTo(line) {
    this.seen = Math.max(this.seen, line);
    this.read([...chat.querySelectorAll(".message--own[id]")].map(numberOf).filter((id) => id <= this.seen));
  }

  read(ids) {
    for (const id of ids) {
      const item = document.getElementById(`message-${Number(id)}`);
      if (!item?.querySelector("[data-read]")) continue;
      item.querySelector("[data-read]").hidden = false;
      item.querySelector("[data-delivered]").hidden = true;
    }
  }

  stands(html) {
    const before = find("chat-state");
    const fresh = fragment(html);
    const words = fresh.map((node) => node.textContent).join("").replace(/\s+/g, "");
    if (words !== before.textContent.replace(/\s+/g, "")) before.replaceChildren(...fresh);
    const writing = find("writing");
    if (writing) writing.hidden = find("blocked") !== null && !writing.querySelector("textarea").value.trim();
  }

  present(word) {
    const line = find("presence");
    if (!line) return;
    line.dataset.presence = word;
    for (const each of line.querySelectorAll("[data-word]")) each.hidden = each.dataset.word !== word;
  }

  typing() {
    this.mark.hidden = false;
    clearTimeout(this.hide);
    this.hide = setTimeout(() => { this.mark.hidden = true; }, TYPING_SHOWN_MS);
  }

  // The browser connects again by itself after a cut. After any other answer it gives up: then it is asked which.
  lost() {
    this.tell("lost");
    if (this.source.readyState === EventSource.CLOSED) this.ask();
  }

  // 204: no session any more. A gateway whose server is starting anew answers otherwise, and is asked again.
  async ask() {
    const answer = await fetch(chat.dataset.events).catch(() => null);
    answer?.body?.cancel();
    if (answer?.status === 204) return this.ended();
    if (answer?.ok) return this.connect();
    setTimeout(() => this.ask(), CONNECT_AGAIN_MS);
  }

  ended() {
    this.source.close();
    this.tell("ended");
  }

  tell(word) {
    const text = this.note.dataset[word] ?? "";
    if (this.note.textContent !== text) this.note.textContent = text;
  }
}

if (chat) {
  for (const hint of document.querySelectorAll("[data-without-script]")) hint.hidden = true;
  new Line();
  chat.lastElementChild?.scrollIntoView({ block: "nearest" });
}
