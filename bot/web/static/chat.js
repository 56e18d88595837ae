// Makes the chat smooth: messages go out and come in without loading the page. Everything works without it, too.
const log = document.getElementById("log");
const composer = document.querySelector("[data-composer]");
const field = composer.querySelector("textarea");
const problem = composer.querySelector(".problem");
const prefix = log.dataset.prefix;
const still = matchMedia("(prefers-reduced-motion: reduce)");
let waiting = null;

// What the server says to a request that it does not answer, for people to read; other errors speak English.
class Refused extends Error {}

const advice = (error, otherwise) => (error instanceof Refused && error.message) || otherwise;

const last = () => Number(log.lastElementChild?.dataset.line ?? 0);

function grow() {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`;
}

function say(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

function begin() {
  document.body.classList.add("started");
  document.querySelectorAll(".start").forEach((part) => (part.hidden = true));
  document.querySelectorAll(".ongoing").forEach((part) => (part.hidden = false));
}

// Shows new lines; what could be picked before can't be any more.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...page.querySelectorAll("article")].filter((line) => !document.getElementById(line.id));
  if (!fresh.length) return;
  begin();
  if (fresh.some((line) => line.classList.contains("by-person"))) {
    log.querySelectorAll(".choices").forEach((choices) => choices.remove());
  }
  log.append(...fresh);
  fresh[0].scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });
  return fresh;
}

async function exchange(address, body) {
  const response = await fetch(address, { method: body ? "POST" : "GET", body, headers: { "X-Requested-With": "fetch" } });
  if (response.redirected) {
    location.href = response.url;
    return "";
  }
  const text = await response.text();
  if (!response.ok) {
    const page = new DOMParser().parseFromString(text, "text/html");
    throw new Refused(page.querySelector("[data-advice]")?.textContent ?? "");
  }
  listen(response.headers.get("X-Mensch"));
  return text;
}

async function talk(event) {
  event.preventDefault();
  const form = event.target;
  const body = new URLSearchParams(new FormData(form, event.submitter));
  body.set("nach", last());
  if (form === composer && !field.value.trim()) return;
  say("");
  log.setAttribute("aria-busy", "true");
  document.body.classList.add("busy");
  try {
    const fresh = show(await exchange(form.action, body));
    if (form === composer) {
      field.value = "";
      grow();
    } else {
      fresh?.[fresh.length - 1].focus({ preventScroll: true });
    }
  } catch (error) {
    say(advice(error, "Gerade besteht keine Verbindung. Ihre Eingabe steht noch da; bitte versuchen Sie es gleich noch einmal."));
  } finally {
    log.removeAttribute("aria-busy");
    document.body.classList.remove("busy");
  }
}

async function rate(event) {
  event.preventDefault();
  const form = event.target;
  try {
    const thanks = await exchange(form.action, new URLSearchParams(new FormData(form, event.submitter)));
    form.closest(".after").tabIndex = -1;
    form.closest(".after").focus({ preventScroll: true });
    form.outerHTML = thanks;
  } catch (error) {
    say(advice(error, "Die Bewertung ließ sich nicht speichern."));
  }
}

// While a human may answer, the page listens; what they write comes by itself.
function listen(human) {
  if (human === "nein") {
    waiting?.close();
    waiting = null;
  }
  if (human !== "ja" || waiting) return;
  waiting = new EventSource(`${prefix}/gespraech/warten`);
  waiting.onmessage = fetchNews;
  waiting.onopen = fetchNews;
}

async function fetchNews() {
  try {
    show(await exchange(`${prefix}/gespraech/neues?nach=${last()}`));
  } catch {
    // The next sign of life tries again.
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-talk]")) talk(event);
  if (event.target.matches("[data-rating]")) rate(event);
});
field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
if (matchMedia("(pointer: fine)").matches && !prefix) field.focus({ preventScroll: true });
listen(log.dataset.waiting);
if (log.lastElementChild && !location.hash.startsWith("#m")) log.lastElementChild.scrollIntoView({ block: "start" });
