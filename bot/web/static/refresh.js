// Keeps a part of the page up to date while somebody looks at it; without it, a link does.
const part = document.querySelector("[data-refresh]");
const told = document.querySelector("[data-told]");
let shown = "";

// Only the count is announced, and in a place that stays: the rest would talk over whoever leads the workshop.
function count() {
  return part.querySelector("[data-tell]")?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(part.dataset.refresh);
    const text = await answer.text();
    if (!answer.ok || answer.redirected || text === shown) return;
    const before = count();
    shown = text;
    part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    if (count() !== before) told.textContent = count();
  } catch {
    // The next round tries again.
  }
}

setInterval(refresh, 3000);
