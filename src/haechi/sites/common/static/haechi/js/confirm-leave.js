// <form data-confirm-leave>: the browser asks before a page with typed, unsent text is left. A form that came back
// with errors holds unsent text from the start: data-confirm-leave="unsent".

function contents(form) {
  // A hidden field is nobody's typing: its value may change with each answer that was sent.
  const typed = [...new FormData(form)].filter(([name]) => form.elements[name]?.type !== "hidden");
  return JSON.stringify(typed.map(([name, value]) => [name, value instanceof File ? value.name : value]));
}

for (const form of document.querySelectorAll("form[data-confirm-leave]")) {
  const atFirst = form.dataset.confirmLeave === "unsent" ? null : contents(form);
  let sending = false;
  // A script that sends the form itself stays on the page: what is typed after that is unsent again.
  window.addEventListener("submit", (event) => {
    if (event.target === form) sending = !event.defaultPrevented;
  });
  // A page brought back from memory after sending asks again.
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    // Quick exit empties the page first: whoever must leave now is not asked.
    if (!sending && form.isConnected && contents(form) !== atFirst) event.preventDefault();
  });
}
