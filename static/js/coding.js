// The coding desk by keyboard, and without loading the page anew. Everything here also works without this file.
(() => {
  const desk = document.querySelector("[data-coding]");
  if (!desk) return;
  const news = document.getElementById("coding-news");
  const cards = () => [...desk.querySelectorAll("[data-card]")];
  const formOf = (card) => card?.querySelector("[data-codes]");
  let current = null;
  let chosen = ""; // the words that were selected in the current comment when a key was pressed
  const waiting = []; // keys that came while a card was being stored

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

  const alertIn = (form, words) => {
    form.querySelector("[data-alert]")?.remove();
    const box = document.createElement("p");
    box.className = "coding-problem";
    box.dataset.alert = "";
    box.textContent = words;
    form.prepend(box);
  };

  // Sends a form of a card and puts the card that comes back in its place; returns whether it was stored.
  const send = async (form, address, data) => {
    const card = form.closest("[data-card]");
    if (card.getAttribute("aria-busy")) return false;
    card.setAttribute("aria-busy", "true");
    const gone = (words) => { card.removeAttribute("aria-busy"); waiting.length = 0; say(words); alertIn(formOf(card) || form, words); return false; };
    let response;
    try {
      response = await fetch(address, { method: "POST", body: data, headers: { "X-Requested-With": "XMLHttpRequest" } });
    } catch {
      return gone(desk.dataset.failed);
    }
    if (![200, 409, 422].includes(response.status) || response.redirected) return gone(desk.dataset.gone);
    const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = document.adoptNode(parsed.querySelector("[data-card]"));
    document.getElementById("coding-bar").replaceWith(document.adoptNode(parsed.querySelector("#coding-bar")));
    fresh.querySelector("[name=comments]")?.toggleAttribute("checked", card.querySelector("[name=comments]")?.checked);
    const held = card.contains(document.activeElement) || document.activeElement === document.body;
    card.replaceWith(fresh);
    if (current === card) current = fresh;
    if (held) fresh.focus({ preventScroll: true });
    if (response.status !== 200) { waiting.length = 0; if (fresh.querySelector("[role=alert]")) goTo(fresh); return false; }
    say(fresh.querySelector("[data-done]")?.innerText.trim() || desk.dataset.saved);
    return true;
  };

  const store = (form) => send(form, form.action, new FormData(form));
  const isChanged = (form) => [...form.elements].some((field) => (/checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked : field.type === "text" && field.value !== field.defaultValue));

  const onwards = async (form) => {
    const needs = isChanged(form) || form.querySelector("[role=alert]");
    if (needs && !(await store(form))) return;
    if (cards().length > 1 || document.getElementById("desk-end")) return step(1);
    const next = desk.querySelector("[data-next-uncoded]");
    if (next) location.assign(next.href);
  };

  const put = async (form, box) => {
    box.checked = !box.checked;
    apart(form, box);
    if (chosen && box.checked) form.elements.words.value = chosen;
    await store(form);
  };

  const button = (form, name) => {
    const found = form.querySelector(`[data-step-button="${name}"]`);
    return found && send(form, found.formAction, new FormData(form, found));
  };

  const mark = (form) => {
    if (chosen) form.elements.words.value = chosen;
    if (!form.elements.words.value.trim()) return say(desk.dataset.choose);
    return button(form, "mark");
  };

  // --- A theme by its letters -----------------------------------------------------------------------
  const finder = desk.querySelector("[data-finder]");
  const field = finder?.querySelector("input");
  const list = finder?.querySelector("ul");
  let found = [];
  let at = 0;
  const show = () => {
    list.replaceChildren(...found.map((box, place) => {
      const line = document.createElement("li");
      line.id = `finder-${place}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(place === at));
      line.textContent = (box.checked ? "✓ " : "") + box.closest("label").querySelector("[data-title]").innerText.trim();
      line.addEventListener("mousedown", (event) => { event.preventDefault(); at = place; pick(); });
      return line;
    }));
    field.setAttribute("aria-expanded", String(found.length > 0));
    field.setAttribute("aria-activedescendant", found.length ? `finder-${at}` : "");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    found = [...(formOf(current)?.querySelectorAll("[name=themes]:not(:disabled)") || [])].filter((box) => {
      const title = box.closest("label").querySelector("[data-title]").innerText.toLowerCase();
      return words.every((word) => title.includes(word));
    });
    at = 0;
    show();
  };
  const close = () => { finder.hidden = true; current?.focus(); };
  const pick = () => { const box = found[at]; close(); if (box) put(formOf(current), box); };
  const find = () => { if (!formOf(current)) return; finder.hidden = false; field.value = ""; look(); field.focus(); };
  field?.addEventListener("input", look);
  field?.addEventListener("blur", () => { finder.hidden = true; });
  field?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") at = Math.min(at + 1, found.length - 1);
    else if (event.key === "ArrowUp") at = Math.max(at - 1, 0);
    else if (event.key === "Enter") pick();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (!finder.hidden) show();
  });

  // --- Forms and keys -------------------------------------------------------------------------------
  desk.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-step]")) { event.preventDefault(); send(form, form.action, new FormData(form)); }
    if (!form.matches("[data-codes]")) return;
    event.preventDefault();
    const name = event.submitter?.dataset.stepButton;
    if (name === "mark") mark(form);
    else if (name) button(form, name);
    else onwards(form);
  });
  desk.addEventListener("change", (event) => {
    const form = event.target.closest("[data-codes]");
    if (form) apart(form, event.target);
  });
  desk.addEventListener("focusin", (event) => { current = event.target.closest("[data-card]") || current; });
  const all = desk.querySelector("[data-select-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => desk.querySelectorAll("[name=comments]").forEach((box) => { box.checked = true; }));
  }

  const selected = () => {
    const selection = getSelection();
    const said = current?.querySelector("[data-said]");
    return said && !selection.isCollapsed && said.contains(selection.anchorNode) && said.contains(selection.focusNode) ? selection.toString().trim() : "";
  };
  const act = async (key) => {
    const form = formOf(current);
    if (key === "j") return step(1);
    if (key === "k") return step(-1);
    if (key === "n") return desk.querySelector("[data-next-uncoded]")?.click();
    if (key === "x") { const box = current?.querySelector("[name=comments]"); if (box) box.checked = !box.checked; return undefined; }
    if (!form) return undefined;
    if (key === "t") return find();
    if (key === "d") return form.querySelector("[name=disposition]:checked")?.focus();
    if (key === "p") return button(form, "same");
    if (key === "a") return button(form, "accept");
    if (key === "s") return mark(form);
    if (key === "backspace") return button(form, "undo");
    if (key === "enter") return onwards(form);
    const box = form.querySelector(`[data-key="${key}"]`);
    return box && !box.matches(":disabled") ? put(form, box) : undefined;
  };
  const next = async () => {
    while (waiting.length && !current?.getAttribute("aria-busy")) {
      const [key, words] = waiting.shift();
      chosen = words;
      await act(key);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const place = event.target;
    if (place.closest("textarea, select, input[type=text], input[type=search], [contenteditable], dialog")) return;
    if (place !== document.body && !desk.contains(place)) return;
    const key = event.key.toLowerCase();
    if (key === "/") { const search = desk.querySelector("[data-search]"); if (search) { event.preventDefault(); search.focus(); search.select(); } return; }
    if (key === "enter" && place.closest("a, button, summary")) return;
    if (!/^([jknxtdpsa1-9]|enter|backspace)$/.test(key)) return;
    event.preventDefault();
    waiting.push([key, selected()]);
    next();
  });
})();
