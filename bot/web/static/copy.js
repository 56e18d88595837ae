// Copies the address of the link beside a button; without it, the link can be copied by the browser's menu.
document.documentElement.classList.add("can-copy");

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return;
  } catch {
    // Pages without TLS, and frames in other sites' pages, have no clipboard.
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await copy(new URL(button.dataset.copy, location.href).href);
  button.textContent = "Kopiert";
  button.focus();
});
