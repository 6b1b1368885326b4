// A voice note recorded in the page. It becomes a file like any other: uploaded, and cleaned before it is stored.

const TYPES = ["audio/mp4;codecs=opus", "audio/mp4", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"];
const LONGEST_MS = 10 * 60 * 1000;

class VoiceNote {
  constructor(button) {
    const known = typeof MediaRecorder === "function" && navigator.mediaDevices?.getUserMedia;
    this.type = known ? TYPES.find((type) => MediaRecorder.isTypeSupported(type)) : null;
    if (!this.type) return;
    this.button = button;
    this.clock = document.querySelector("[data-recording]");
    this.input = button.form.querySelector("input[type=file]");
    this.problem = document.querySelector("[data-problem]");
    this.recorder = null;
    button.hidden = false;
    button.addEventListener("click", () => (this.recorder ? this.recorder.stop() : this.start()));
    window.addEventListener("pagehide", () => this.recorder?.stop());
  }

  async start() {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.problem.textContent = this.button.dataset.denied;
      this.problem.hidden = false;
      return;
    }
    const parts = [];
    this.recorder = new MediaRecorder(stream, { mimeType: this.type });
    this.recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    this.recorder.addEventListener("stop", () => this.finish(stream, parts));
    this.recorder.start();
    this.button.textContent = this.button.dataset.stop;
    this.clock.hidden = false;
    const begun = Date.now();
    this.ticking = setInterval(() => this.tick(Date.now() - begun), 250);
    this.tick(0);
  }

  tick(passed) {
    const seconds = Math.floor(passed / 1000);
    this.clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (passed > LONGEST_MS) this.recorder.stop();
  }

  finish(stream, parts) {
    clearInterval(this.ticking);
    for (const track of stream.getTracks()) track.stop();
    this.recorder = null;
    this.clock.hidden = true;
    this.button.textContent = this.button.dataset.start;
    this.input.closest("details").open = true;
    const chosen = new DataTransfer();
    const ending = this.type.slice("audio/".length).split(";")[0].replace("mp4", "m4a");
    chosen.items.add(new File(parts, `voice-note.${ending}`, { type: this.type }));
    this.input.files = chosen.files;
    this.input.dispatchEvent(new Event("change"));
  }
}

document.querySelectorAll("[data-record]").forEach((button) => new VoiceNote(button));
