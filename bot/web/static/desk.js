// Makes the desk quick: what is typed filters at once, and small deeds change the page where one is. Without it, forms do.
const parse = (text) => new DOMParser().parseFromString(text, "text/html");

function exchange(part, page) {
  const fresh = page.getElementById(part.id);
  if (!fresh) return false;
  part.replaceChildren(...fresh.childNodes);
  const told = document.querySelector("[data-told]");
  const notice = page.querySelector(".notice[role=status]")?.textContent ?? "";
  if (told) told.textContent = `${notice} ${part.querySelector("[data-tell]")?.textContent ?? ""}`.trim();
  return true;
}

// A form whose fields say what a part of the page shows.
function live(form) {
  let pending = 0;
  let latest = 0;
  async function show() {
    const part = document.getElementById(form.dataset.live);
    const mine = ++latest;
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const address = `${form.getAttribute("action")}?${asked}`;
    part.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      const page = parse(await answer.text());
      if (mine !== latest || !answer.ok || answer.redirected) return;
      if (exchange(part, page)) history.replaceState(null, "", address);
    } catch {
      // The button still works.
    } finally {
      if (mine === latest) part.removeAttribute("aria-busy");
    }
  }
  const soon = (pause) => {
    clearTimeout(pending);
    pending = setTimeout(show, pause);
  };
  form.addEventListener("input", (event) => soon(event.target.matches("select") ? 0 : 200));
}
document.querySelectorAll("form[data-live]").forEach(live);

// A form whose effect is seen in a part of the page: that is exchanged, and the focus stays in its place.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.inPlace || event.defaultPrevented) return;
  event.preventDefault();
  const part = document.getElementById(form.dataset.inPlace);
  const sent = new FormData(form);
  if (event.submitter?.name) {
    sent.delete(event.submitter.name);
    sent.append(event.submitter.name, event.submitter.value);
  }
  const buttons = () => [...part.querySelectorAll("tbody button")];
  const place = buttons().indexOf(event.submitter);
  part.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(sent) });
    if (!answer.ok || !exchange(part, parse(await answer.text()))) throw new Error(String(answer.status));
    (buttons()[Math.min(Math.max(place, 0), buttons().length - 1)] ?? part).focus();
  } catch {
    form.removeAttribute("data-in-place");
    form.requestSubmit(event.submitter);
  } finally {
    part.removeAttribute("aria-busy");
  }
});

// Choosing among many: what is typed finds, what is ticked stays.
function picking(input) {
  const name = input.dataset.pick;
  const set = document.getElementById(name);
  const found = document.getElementById(`${name}-gefunden`);
  const picked = set.querySelector("[data-picked]");
  let pending = 0;
  let latest = 0;
  async function show() {
    const mine = ++latest;
    const answer = await fetch(`/schreibtisch/entwuerfe/auswahl?${new URLSearchParams({ was: name, suche: input.value })}`);
    if (mine !== latest || !answer.ok || answer.redirected) return;
    const fresh = parse(await answer.text()).getElementById(found.id);
    fresh.querySelectorAll(".check").forEach((row) => {
      const same = [...picked.querySelectorAll("input")].some((box) => box.value === row.querySelector("input").value);
      if (same) row.remove();
    });
    found.replaceChildren(...fresh.childNodes);
  }
  input.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(show, 200);
  });
  if (input.value) show(); // it was typed before the script came
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  found.addEventListener("change", ({ target }) => {
    if (target.type === "radio") picked.replaceChildren();
    if (target.checked) picked.append(target.closest(".check"));
    target.focus();
  });
}
document.querySelectorAll("[data-pick]").forEach(picking);

// A link of the summary of errors leads to a field that may be folded away.
document.querySelectorAll(".summary a").forEach((link) =>
  link.addEventListener("click", () => {
    const field = document.querySelector(link.getAttribute("href"));
    field?.closest("details")?.setAttribute("open", "");
    setTimeout(() => field?.focus());
  }),
);

// What takes a while says so.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button?.dataset.takesAWhile) return;
  const told = document.querySelector("[data-working]");
  if (told) told.textContent = button.dataset.takesAWhile;
  button.setAttribute("aria-disabled", "true");
  button.form.classList.add("working");
});
addEventListener("pageshow", () => {
  document.querySelectorAll(".working").forEach((form) => form.classList.remove("working"));
  document.querySelectorAll("[data-working]").forEach((told) => (told.textContent = ""));
});
