// Copies the address of the link, or the text, beside a button; without it, they can be copied by the browser's menu.
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
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const { copy: address, copyFrom: source } = button.dataset;
  await copy(source ? document.getElementById(source).textContent : new URL(address, location.href).href);
  button.textContent = "Kopiert";
  button.focus();
});
