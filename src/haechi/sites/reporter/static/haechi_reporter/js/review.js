// The browser's back button on the review page does what "mend" does: the form comes back with everything in it.
// Without this the browser would fetch an empty form, since nothing typed is kept outside the page itself. A fragment
// rather than pushState: after it a reload still sends the form again instead of fetching an empty one.

const MARK = "#check";
const mend = document.querySelector("[data-mend]");

function guardBack() {
  if (window.location.hash !== MARK) window.location.hash = MARK;
  window.addEventListener("hashchange", () => {
    if (window.location.hash !== MARK) mend.form.requestSubmit(mend);
  });
}

// A fragment set before the page has loaded would replace the entry to go back to.
if (mend) window.addEventListener("load", () => setTimeout(guardBack));
