// Searches the topics as one types; without it, the form does.
const input = document.getElementById("suche");
const found = document.getElementById("gefunden");
const count = document.getElementById("anzahl");
let pending = 0;
let latest = 0;

async function search() {
  const mine = ++latest;
  const asked = input.value.trim();
  const answer = await fetch(`/themen?suche=${encodeURIComponent(asked)}`, { headers: { "X-Requested-With": "fetch" } });
  if (mine !== latest || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  found.replaceChildren(...page.body.childNodes);
  const hits = found.querySelectorAll("li").length;
  count.textContent = asked ? `${hits} ${hits === 1 ? "Antwort" : "Antworten"} gefunden` : "";
}

input.addEventListener("input", () => {
  clearTimeout(pending);
  pending = setTimeout(search, 150);
});

function open() {
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("details")) target.open = true;
}
addEventListener("hashchange", open);
open();
