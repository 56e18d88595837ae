// Keeps a part of the page up to date while somebody looks at it; without it, a link does.
const part = document.querySelector("[data-refresh]");

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(part.dataset.refresh);
    const text = await answer.text();
    if (answer.ok && !answer.redirected && text !== part.dataset.shown) {
      part.dataset.shown = text;
      part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    }
  } catch {
    // The next round tries again.
  }
}

setInterval(refresh, 3000);
