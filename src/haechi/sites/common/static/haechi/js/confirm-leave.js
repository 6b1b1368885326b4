// <form data-confirm-leave>: the browser asks before a page with typed, unsent text is left. A form that came back
// with errors holds unsent text from the start: data-confirm-leave="unsent".

function contents(form) {
  return JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

for (const form of document.querySelectorAll("form[data-confirm-leave]")) {
  const atFirst = form.dataset.confirmLeave === "unsent" ? null : contents(form);
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  // A page brought back from memory after sending asks again.
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    // Quick exit empties the page first: whoever must leave now is not asked.
    if (!sending && form.isConnected && contents(form) !== atFirst) event.preventDefault();
  });
}
