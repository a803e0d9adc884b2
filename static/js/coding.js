// The coding desk by keyboard, and without loading the page anew. Everything here also works without this file.
(() => {
  const desk = document.querySelector("[data-coding]");
  if (!desk) return;
  const news = document.getElementById("coding-news");
  const cards = () => [...desk.querySelectorAll("[data-card]")];
  let current = null;

  const say = (words) => { news.textContent = ""; setTimeout(() => { news.textContent = words; }, 50); };
  const goTo = (card) => { current = card; card.focus(); card.scrollIntoView({ block: "start" }); };
  const step = (by) => {
    const all = cards();
    const place = all.indexOf(current);
    const next = all[place < 0 ? 0 : place + by];
    if (next) goTo(next);
    else if (by > 0) (desk.querySelector("[data-next-page]") || document.getElementById("desk-end") || desk.querySelector("[data-next-uncoded]"))?.focus();
  };

  // A comment has themes or a disposition, never both.
  const apart = (form, changed) => {
    if (changed.name === "themes" && changed.checked) form.querySelector("[name=disposition][value='']").checked = true;
    if (changed.name === "disposition" && changed.value) form.querySelectorAll("[name=themes]").forEach((box) => { box.checked = false; });
    if (changed.name === "target" && changed.value) {
      form.querySelector("[value=duplicate_of]").checked = true;
      form.querySelectorAll("[name=themes]").forEach((box) => { box.checked = false; });
    }
  };

  const save = async (form) => {
    const card = form.closest("[data-card]");
    if (card.getAttribute("aria-busy")) return;
    card.setAttribute("aria-busy", "true");
    let response;
    try {
      response = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "XMLHttpRequest" } });
    } catch {
      card.removeAttribute("aria-busy");
      return say(desk.dataset.failed), alertIn(form, desk.dataset.failed);
    }
    if (![200, 409, 422].includes(response.status) || response.redirected) {
      card.removeAttribute("aria-busy");
      return say(desk.dataset.gone), alertIn(form, desk.dataset.gone);
    }
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = document.adoptNode(parsed.querySelector("[data-card]"));
    document.getElementById("coding-bar").replaceWith(document.adoptNode(parsed.querySelector("#coding-bar")));
    const alone = cards().length === 1 && !document.getElementById("desk-end");
    card.replaceWith(fresh);
    current = fresh;
    if (response.status !== 200) return fresh.querySelector("[role=alert]") ? goTo(fresh) : undefined;
    say(desk.dataset.saved);
    const onwards = desk.querySelector("[data-next-uncoded]");
    if (alone) return onwards ? location.assign(onwards.href) : goTo(fresh);
    step(1);
  };

  const alertIn = (form, words) => {
    form.querySelector("[data-alert]")?.remove();
    const box = document.createElement("p");
    box.className = "coding-problem";
    box.dataset.alert = "";
    box.textContent = words;
    form.prepend(box);
  };

  desk.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-codes]")) return;
    event.preventDefault();
    save(event.target);
  });
  desk.addEventListener("change", (event) => {
    const form = event.target.closest("[data-codes]");
    if (form) apart(form, event.target);
  });
  desk.addEventListener("focusin", (event) => { current = event.target.closest("[data-card]") || current; });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (at.closest("textarea, select, input[type=text], input[type=search], [contenteditable], dialog")) return;
    if (at !== document.body && !desk.contains(at)) return;
    const form = current?.querySelector("[data-codes]");
    const key = event.key.toLowerCase();
    if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "n") desk.querySelector("[data-next-uncoded]")?.click();
    else if (key === "x" && current) { const box = current.querySelector("[name=comments]"); if (box) box.checked = !box.checked; }
    else if (/^[1-9]$/.test(key) && form) {
      const box = form.querySelector(`[data-key="${key}"]`);
      if (!box || box.matches(":disabled")) return;
      box.checked = !box.checked;
      apart(form, box);
      say(`${box.closest("label").innerText.trim().replace(/\s*\d$/, "")}: ${box.checked ? "✓" : "–"}`);
    } else if (key === "enter" && form && !at.closest("a, button, summary")) form.requestSubmit();
    else return;
    event.preventDefault();
  });
})();
