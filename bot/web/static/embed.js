// Puts the assistant into a corner of somebody else's page: a button, and a frame that opens from it.
(() => {
  const script = document.currentScript;
  const site = new URL(script.src).origin;
  const label = script.dataset.label || "Fragen?";
  const OPEN = "lotsenbot-offen";
  const PATIENCE = 2000; // milliseconds that a loaded frame has to say that it is ours
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    .corner { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; display: grid; justify-items: end; gap: .75rem; font: 1rem/1.4 system-ui, sans-serif; }
    button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 2px solid #fff; border-radius: 2rem; background: #0b5d57; color: #fff; cursor: pointer; box-shadow: 0 2px 12px #0004; }
    button:focus-visible { outline: 3px solid #0b5d57; outline-offset: 3px; }
    .badge { display: inline-block; min-width: 1.5em; margin-left: .5rem; padding: 0 .4em; border-radius: 1em; background: #fff; color: #0b5d57; text-align: center; }
    iframe { width: min(26rem, calc(100vw - 2rem)); height: min(40rem, calc(100vh - 6rem)); border: 1px solid #8a9895; border-radius: 1rem; background: Canvas; color-scheme: light dark; box-shadow: 0 8px 32px #0005; }
    .blocked { max-width: 22rem; margin: 0; padding: 1rem; border: 1px solid #8a9895; border-radius: 1rem; background: #fff; color: #1b2425; }
    .blocked a { color: #0b5d57; }
    [hidden] { display: none; }
    @media (max-width: 30rem) {
      .open { inset: 0; grid-template-rows: auto 1fr; gap: 0; background: Canvas; }
      .open button { order: -1; margin: .4rem; padding: .4rem 1rem; }
      .open iframe { width: 100vw; height: 100%; border: 0; border-radius: 0; box-shadow: none; }
      .open .blocked { margin: 1rem; align-self: start; }
    }
  `);
  root.adoptedStyleSheets = [style];
  const corner = document.createElement("div");
  corner.className = "corner";
  const frame = document.createElement("iframe");
  frame.title = "Assistent";
  frame.hidden = true;
  const blocked = document.createElement("p");
  blocked.className = "blocked";
  blocked.setAttribute("role", "status");
  blocked.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  let open = false;
  let ours = false;
  let refused = false;
  let unseen = 0;

  // Some browsers, and some people, let no site keep anything.
  function remember(value) {
    try {
      if (value === undefined) return sessionStorage.getItem(OPEN) === "1";
      sessionStorage.setItem(OPEN, value ? "1" : "0");
    } catch {
      return false;
    }
  }

  function draw() {
    corner.classList.toggle("open", open);
    frame.hidden = !open || refused;
    blocked.hidden = !open || !refused;
    button.replaceChildren(open ? "Schließen" : label);
    button.setAttribute("aria-expanded", String(open));
    button.removeAttribute("aria-label");
    if (open || !unseen) return;
    const badge = document.createElement("span");
    badge.className = "badge";
    badge.textContent = unseen;
    button.append(badge);
    button.setAttribute("aria-label", `${label} ${unseen} neue ${unseen === 1 ? "Nachricht" : "Nachrichten"}`);
  }

  function toggle(wanted) {
    open = wanted;
    if (open && !frame.src) frame.src = `${site}/einbetten`;
    if (open) unseen = 0;
    remember(open);
    draw();
  }

  // A frame that the site refuses loads as a grey page of the browser's, and says nothing.
  frame.addEventListener("load", () => {
    if (!frame.src || ours) return;
    setTimeout(() => {
      if (ours) return;
      const link = document.createElement("a");
      link.href = site;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "In einem eigenen Fenster öffnen";
      blocked.replaceChildren("Der Assistent lässt sich auf dieser Seite nicht anzeigen. ", link);
      refused = true;
      draw();
    }, PATIENCE);
  });
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow || event.origin !== site) return;
    ours = true;
    if (event.data?.lotsenbot === "zu" && open) {
      toggle(false);
      button.focus();
    }
    if (event.data?.lotsenbot === "neu" && !open) {
      unseen += Number(event.data.count) || 1;
      draw();
    }
  });
  button.addEventListener("click", () => {
    toggle(!open);
    if (open) frame.focus();
  });
  corner.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    toggle(false);
    button.focus();
  });
  corner.append(frame, blocked, button);
  root.append(corner);
  draw();
  const whole = document.body ? Promise.resolve() : new Promise((go) => addEventListener("DOMContentLoaded", go));
  whole.then(() => {
    document.body.append(host);
    if (remember()) toggle(true);
  });
})();
