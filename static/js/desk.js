/* The moderator's desk: decisions without loading the page anew, and keys. Without it every form works by itself. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const status = document.querySelector("[data-desk-status]");
  document.querySelector("[data-desk-keys]").hidden = false;

  const cards = () => [...desk.querySelectorAll("[data-desk-card]")];
  const current = () => document.activeElement.closest("[data-desk-card]");
  const go = (card) => {
    if (!card) return;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };

  const move = (step) => {
    const all = cards();
    const at = all.indexOf(current());
    go(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
  };

  const put = (card, html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    const fresh = box.content.firstElementChild;
    if (!fresh || !fresh.matches("[data-desk-card], [data-desk-done]")) throw new Error("not a card");
    const following = card.nextElementSibling;
    card.replaceWith(fresh);
    if (fresh.hasAttribute("data-desk-done")) {
      status.textContent = fresh.querySelector("[data-desk-words]").textContent;
      const next = following && following.matches("[data-desk-card]") ? following : cards()[0];
      next ? go(next) : fresh.focus();
    } else {
      (fresh.querySelector("[data-desk-alert]") || fresh).focus();
    }
  };

  desk.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-desk-form]");
    if (!form) return;
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const card = form.closest("[data-desk-card]");
    const data = new FormData(form);
    if (event.submitter && event.submitter.name) data.set(event.submitter.name, event.submitter.value);
    form.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(form.dataset.part, { method: "POST", body: data, credentials: "same-origin" });
      // Anything but a card (a log-in page, a failure) is for the whole page to show.
      if (response.redirected || ![200, 403, 409, 422].includes(response.status)) throw new Error(response.status);
      put(card, await response.text());
    } catch (error) {
      form.removeAttribute("aria-busy");
      window.alert(desk.dataset.failed);
    }
  });

  const press = (card, button) => {
    if (!card) return;
    const found = card.querySelector(button);
    if (found) found.form.requestSubmit(found);
  };

  const open = (card, kind) => {
    const button = card && card.querySelector(`[data-desk-removal="${kind}"]`);
    if (!button) return;
    button.closest("[data-desk-more]").open = true;
    button.form.querySelector("select").focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) {
      if (event.key === "Escape" && current()) go(current());
      return;
    }
    const does = {
      j: () => move(1),
      k: () => move(-1),
      a: () => press(current(), "[data-desk-mild]"),
      r: () => open(current(), "reject"),
      h: () => open(current(), "hide"),
    }[event.key.toLowerCase()];
    if (does) {
      event.preventDefault();
      does();
    }
  });
})();
