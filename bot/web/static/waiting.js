// Tells of new tickets on every page of the desk: in the title, in the menu, and as one has allowed. Without it, loading does.
const LOOK_EVERY = 15000;
const badges = document.querySelectorAll("[data-waiting]");
const bare = document.title.replace(/^(Fehler: )?\(\d+\) /, "$1");
let known = Number(badges[0]?.textContent.match(/\d+/)?.[0] ?? 0);

const allowed = {
  notice: () => localStorage.getItem("notice") === "ja" && self.Notification?.permission === "granted",
  sound: () => localStorage.getItem("sound") === "ja",
};

function show(count) {
  document.title = count ? `(${count}) ${bare}` : bare;
  for (const badge of badges) {
    badge.hidden = !count;
    badge.querySelector(".badge").firstChild.data = String(count);
  }
}

function ring() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const loud = audio.createGain();
  tone.frequency.value = 660;
  loud.gain.setValueAtTime(0.15, audio.currentTime);
  loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.connect(loud).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.6);
  tone.onended = () => audio.close();
}

function tell(count) {
  const words = count === 1 ? "Eine Anfrage wartet auf Antwort." : `${count} Anfragen warten auf Antwort.`;
  if (allowed.notice()) new Notification("Schreibtisch", { body: words, tag: "anfragen" });
  if (allowed.sound()) ring();
}

async function look() {
  try {
    const answer = await fetch("/schreibtisch/anfragen/zahl");
    if (!answer.ok || answer.redirected) return;
    const { waiting } = await answer.json();
    if (waiting === known) return;
    show(waiting);
    const more = waiting > known;
    known = waiting;
    if (more) tell(waiting);
    await refresh();
  } catch {
    // The next look tries again.
  }
}

async function refresh() {
  const part = document.querySelector("[data-watched]");
  if (!part) return;
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (fresh) part.replaceChildren(...fresh.childNodes);
}

// The two buttons with which one allows it.
const signals = document.querySelector("[data-signals]");
function mark() {
  signals.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", allowed[button.dataset.signal]()));
}
if (signals) {
  signals.hidden = false;
  signals.querySelector("[data-signal=notice]").hidden = !("Notification" in self);
  signals.addEventListener("click", async ({ target }) => {
    const kind = target.dataset.signal;
    if (!kind) return;
    const on = !allowed[kind]();
    if (on && kind === "notice" && (await Notification.requestPermission()) !== "granted") return;
    localStorage.setItem(kind, on ? "ja" : "nein");
    if (on && kind === "sound") ring();
    mark();
  });
  mark();
}

if (badges.length) {
  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || look());
}
