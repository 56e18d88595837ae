// Puts the assistant into a corner of somebody else's page: a button, and a frame that opens from it.
(() => {
  const script = document.currentScript;
  const site = new URL(script.src).origin;
  const label = script.dataset.label || "Fragen?";
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(`
    :host { all: initial; }
    .corner { position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000; display: grid; justify-items: end; gap: .75rem; font: 1rem/1.4 system-ui, sans-serif; }
    button { font: inherit; font-weight: 600; padding: .75rem 1.25rem; border: 2px solid #fff; border-radius: 2rem; background: #0b5d57; color: #fff; cursor: pointer; box-shadow: 0 2px 12px #0004; }
    button:focus-visible { outline: 3px solid #0b5d57; outline-offset: 3px; }
    iframe { width: min(26rem, calc(100vw - 2rem)); height: min(40rem, calc(100vh - 6rem)); border: 1px solid #8a9895; border-radius: 1rem; background: Canvas; box-shadow: 0 8px 32px #0005; }
    iframe[hidden] { display: none; }
  `);
  root.adoptedStyleSheets = [style];
  const corner = document.createElement("div");
  corner.className = "corner";
  const frame = document.createElement("iframe");
  frame.title = "Assistent";
  frame.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  function toggle(open) {
    if (open && !frame.src) frame.src = `${site}/einbetten`;
    frame.hidden = !open;
    button.textContent = open ? "Schließen" : label;
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
    else button.focus();
  }
  button.addEventListener("click", () => toggle(frame.hidden));
  corner.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !frame.hidden) toggle(false);
  });
  corner.append(frame, button);
  root.append(corner);
  (document.body ? Promise.resolve() : new Promise((go) => addEventListener("DOMContentLoaded", go))).then(() => document.body.append(host));
})();
