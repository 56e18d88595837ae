// Makes the chat smooth: messages go out and come in without loading the page. Everything works without it, too.
const log = document.getElementById("log");
const composer = document.querySelector("[data-composer]");
const field = composer.querySelector("textarea");
const problem = composer.querySelector(".problem");
const prefix = log.dataset.prefix;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const title = document.title;
let waiting = null;
let unseen = 0;

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

// Shows new lines, and who listens; what could be picked before can't be any more.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  tellWhoListens(page.getElementById("hoert-zu"));
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

// The bar above the field; it is exchanged only if it says something else, since it may have the focus.
function tellWhoListens(fresh) {
  const bar = document.getElementById("hoert-zu");
  if (fresh && fresh.textContent.trim() !== bar.textContent.trim()) bar.replaceWith(document.importNode(fresh, true));
  listen();
}

// While a human may answer, the page listens; what they write comes by itself.
function listen() {
  const human = document.getElementById("hoert-zu").dataset.human === "ja";
  offerNotices();
  if (!human) {
    waiting?.close();
    waiting = null;
  }
  if (!human || waiting) return;
  waiting = new EventSource(`${prefix}/gespraech/warten`);
  waiting.onmessage = fetchNews;
  waiting.onopen = fetchNews;
}

// Browsers let pages notify only once somebody has allowed it, and never from within another site's page.
const notifies = () => "Notification" in window && isSecureContext && !prefix;

function offerNotices() {
  const button = document.querySelector("[data-notify]");
  if (button) button.hidden = !(notifies() && Notification.permission === "default");
}

// Says that a human has written to somebody who looks elsewhere; what they wrote is nobody else's business.
function announce(count) {
  if (prefix) parent.postMessage({ lotsenbot: "neu", count }, "*");
  if (!document.hidden) return;
  unseen += count;
  document.title = `(${unseen}) ${title}`;
  if (notifies() && Notification.permission === "granted") {
    const notice = new Notification(title, { body: log.dataset.notice, icon: "/statisch/icon.svg", tag: "lotsenbot" });
    notice.onclick = () => window.focus();
  }
}

async function fetchNews() {
  try {
    const fresh = show(await exchange(`${prefix}/gespraech/neues?nach=${last()}`));
    const written = (fresh ?? []).filter((line) => !line.classList.contains("by-person"));
    if (written.length) announce(written.length);
  } catch {
    // The next sign of life tries again.
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-talk]")) talk(event);
  if (event.target.matches("[data-rating]")) rate(event);
});
document.addEventListener("click", async (event) => {
  if (!event.target.matches("[data-notify]")) return;
  await Notification.requestPermission();
  offerNotices();
  field.focus();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = title;
});
field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
if (matchMedia("(pointer: fine)").matches && !prefix) field.focus({ preventScroll: true });
listen();
if (log.lastElementChild && !location.hash.startsWith("#m")) log.lastElementChild.scrollIntoView({ block: "start" });
