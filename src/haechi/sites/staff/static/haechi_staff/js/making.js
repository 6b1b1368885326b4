// A file that takes seconds to make: say so, then save it. Without this script the form does the same in silence.
for (const form of document.querySelectorAll("form[data-making]")) {
  const told = document.querySelector(form.dataset.making);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [bar, words, button] = [told.firstElementChild, told.querySelector("[data-words]"), form.querySelector("button")];
    bar.hidden = false;
    button.disabled = true;
    words.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.ok || !answer.headers.get("content-type").startsWith("application/")) throw new Error(answer.status);
      const name = /filename\*?=(?:utf-8'')?"?([^";]+)/i.exec(answer.headers.get("content-disposition") || "");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await answer.blob());
      link.download = name ? decodeURIComponent(name[1]) : "binder.pdf";
      link.click();
      URL.revokeObjectURL(link.href);
      words.textContent = told.dataset.done;
    } catch {
      words.textContent = told.dataset.failed;
    }
    bar.hidden = true;
    button.disabled = false;
  });
}
