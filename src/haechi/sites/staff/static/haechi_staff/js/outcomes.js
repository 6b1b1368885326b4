// What becomes of a test notice: asked every two seconds while one is under way, five minutes at most.

const region = document.querySelector("[data-outcomes]");
let left = 150;

async function look() {
  if (!region.querySelector("[data-under-way]") || left-- <= 0) return;
  const answer = await fetch(region.dataset.outcomes, { redirect: "error" }).catch(() => null);
  if (answer?.ok) {
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    if (template.innerHTML.trim() !== region.innerHTML.trim()) region.replaceChildren(template.content);
  }
  setTimeout(look, 2000);
}

setTimeout(look, 1000);
