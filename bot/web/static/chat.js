// Makes the chat smooth: messages go out and come in without loading the page. Everything works without it, too.
const log = document.getElementById("log");
const composer = document.querySelector("[data-composer]");
const field = composer.querySelector("textarea");
const problem = composer.querySelector(".problem");
const underway = document.getElementById("unterwegs");
const answering = document.getElementById("antwortet");
const prefix = log.dataset.prefix;
const title = document.title;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const LONGEST = 30_000; // milliseconds until a send counts as failed; to try again is safe
const SOON = 400; // milliseconds within which an answer needs no sign that it is coming
let queue = Promise.resolve();
let waiting = null;
let unseen = 0;

// What the server says to a request that it does not answer, for people to read; other errors speak English.
class Refused extends Error {}

const advice = (error) => (error instanceof Refused && error.message) || underway.dataset.lost;

const last = () => Number(log.lastElementChild?.dataset.line ?? 0);

// By which the server knows a send that comes twice; not randomUUID, which pages without TLS lack.
const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");

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
  // Whoever loads the page again wants this talk.
  history.replaceState(null, "", `?gespraech=${log.dataset.talkNumber}${location.hash}`);
}

// What can't be picked any more stays to be read.
function makePast(choices) {
  const list = document.createElement("ul");
  list.className = "offered";
  list.setAttribute("aria-label", "Zur Wahl standen");
  for (const button of choices.querySelectorAll("button, a")) {
    const item = document.createElement("li");
    item.textContent = button.textContent;
    list.append(item);
  }
  choices.replaceWith(list);
}

// Shows new lines, and who listens; what could be picked before can't be any more.
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  tellWhoListens(page.getElementById("hoert-zu"));
  const fresh = [...page.querySelectorAll("article")].filter((line) => !document.getElementById(line.id));
  if (!fresh.length) return;
  begin();
  if (fresh.some((line) => line.classList.contains("by-person"))) {
    log.querySelectorAll(".choices").forEach(makePast);
  }
  log.append(...fresh);
  fresh[0].scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" });
  return fresh;
}

async function exchange(address, body) {
  const response = await fetch(address, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-Requested-With": "fetch" },
    signal: AbortSignal.timeout(LONGEST),
  });
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

// A message that is on its way: seen at once, kept if it does not arrive, and tried again with the same key.
class Sending {
  constructor(form, submitter) {
    this.form = form;
    this.body = new URLSearchParams(new FormData(form, submitter));
    this.body.set("schluessel", newKey());
    this.bubble = document.getElementById("vorlage-unterwegs").content.firstElementChild.cloneNode(true);
    this.bubble.querySelector("p").textContent = form === composer ? field.value.trim() : submitter.textContent;
    this.bubble.querySelector("[data-again]").addEventListener("click", () => this.again());
    this.bubble.querySelector("[data-drop]").addEventListener("click", () => this.drop());
    underway.append(this.bubble);
  }

  go() {
    this.form.dataset.sent = "";
    queue = queue.then(() => this.attempt());
  }

  async attempt() {
    log.setAttribute("aria-busy", "true");
    const sign = setTimeout(() => (answering.hidden = false), SOON);
    this.body.set("nach", last());
    try {
      const fresh = show(await exchange(this.form.action, this.body));
      this.end();
      if (this.form !== composer) fresh?.[fresh.length - 1].focus({ preventScroll: true });
    } catch (error) {
      this.fail(advice(error));
    } finally {
      clearTimeout(sign);
      answering.hidden = true;
      log.removeAttribute("aria-busy");
      delete this.form.dataset.sent;
    }
  }

  fail(reason) {
    this.bubble.querySelector("[role=alert]").textContent = reason;
    this.bubble.querySelector(".failure").hidden = false;
    this.bubble.scrollIntoView({ behavior: "auto", block: "center" });
  }

  again() {
    this.bubble.querySelector(".failure").hidden = true;
    field.focus({ preventScroll: true });
    this.go();
  }

  drop() {
    this.end();
    field.focus({ preventScroll: true });
  }

  end() {
    this.bubble.remove();
  }
}

function talk(event) {
  event.preventDefault();
  const form = event.target;
  const own = form === composer;
  if (own ? !field.value.trim() : "sent" in form.dataset) return;
  say("");
  const sending = new Sending(form, event.submitter);
  begin();
  sending.bubble.scrollIntoView({ behavior: "auto", block: "nearest" });
  if (own) {
    field.value = "";
    grow();
  }
  sending.go();
}

async function rate(event) {
  event.preventDefault();
  const form = event.target;
  const aus = form.elements.aus.value;
  try {
    const thanks = await exchange(form.action, new URLSearchParams(new FormData(form, event.submitter)));
    form.closest(".after").tabIndex = -1;
    form.closest(".after").focus({ preventScroll: true });
    form.outerHTML = thanks;
    document.querySelector(`.why [name=aus][value="${aus}"]`)?.closest(".why").querySelector("[type=radio]").focus();
  } catch (error) {
    say(advice(error));
  }
}

// The bar above the field; it is exchanged only if it says something else, since it may have the focus.
function tellWhoListens(fresh) {
  const bar = document.getElementById("hoert-zu");
  if (fresh?.querySelector("a") && fresh.dataset.answered === "ja" && bar.dataset.answered === "nein") announce(1);
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
    const fresh = show(await exchange(`${prefix}/gespraech/neues?gespraech=${log.dataset.talkNumber}&nach=${last()}`));
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
function tellConnection() {
  composer.querySelector(".offline").hidden = navigator.onLine;
}

addEventListener("offline", tellConnection);
addEventListener("online", tellConnection);
field.addEventListener("input", grow);
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
if (matchMedia("(pointer: fine)").matches && !prefix) field.focus({ preventScroll: true });
listen();
tellConnection();
if (log.lastElementChild && !location.hash.startsWith("#m")) log.lastElementChild.scrollIntoView({ block: "start" });
