// <button type="button" hidden data-print>: prints the page. Hidden without a script; the browser's menu remains.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
