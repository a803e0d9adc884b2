/* The moderator's desk: decisions without loading the page anew, and keys. Without it every form works by itself. */
(() => {
  "use strict";
  const desk = document.querySelector("[data-desk]");
  if (!desk) return;
  const find = (selector, within = document) => within.querySelector(selector);
  const status = find("[data-desk-status]");
  const dialog = find("[data-desk-dialog]");
  const place = find("[data-desk-outcome-place]");
  let last = null; // the card in which somebody worked last

  // --- Moving ---------------------------------------------------------------------------------------

  const cards = () => [...desk.querySelectorAll("[data-desk-card]")];
  const waits = (card) => card.hasAttribute("data-desk-waits");
  const current = () => document.activeElement.closest("[data-desk-card]");
  const latest = () => current() || (last && last.isConnected ? last : null);
  const go = (card) => {
    if (!card) return;
    last = card;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "start" });
  };
  // The next card that can be decided; after the last one, the first that was passed over.
  const following = (all, at) => all.slice(at + 1).find(waits) || all.slice(0, Math.max(at, 0)).find(waits);

  const move = (step) => {
    const all = cards();
    const at = all.indexOf(latest());
    if (step > 0 && at === all.length - 1 && !all.some(waits)) return refill();
    go(all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)]);
  };

  const say = (words) => { status.textContent = words; };
  const count = (left) => {
    const line = find("[data-desk-count]");
    if (line) line.textContent = left.deskLeft;
    // Wagtail draws the menu once; its label is set in place, with the element kept.
    const label = find(`[data-wagtail-sidebar] a[href="${desk.dataset.queue}"] .menuitem-label`);
    if (label) label.textContent = left.deskMenu;
  };

  // --- Asking the server ----------------------------------------------------------------------------

  const element = (html) => {
    const box = document.createElement("template");
    box.innerHTML = html.trim();
    return box.content.firstElementChild;
  };

  // Anything but a part (a log-in page, a failure) is for the whole page to show.
  const ask = async (address, options, allowed, selector) => {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    if (response.redirected || !allowed.includes(response.status)) throw new Error(response.status);
    const fresh = element(await response.text());
    if (!fresh || !fresh.matches(selector)) throw new Error("not a part of the desk");
    return fresh;
  };

  const send = async (form, submitter, allowed, selector) => {
    if (form.getAttribute("aria-busy") === "true") return null;
    const data = new FormData(form);
    if (submitter && submitter.name) data.set(submitter.name, submitter.value);
    form.setAttribute("aria-busy", "true");
    try {
      await ready;
      if (!form.isConnected && !form.matches("[data-desk-undo]")) return null; // a colleague has taken it
      return await ask(form.dataset.part, { method: "POST", body: data }, allowed, selector);
    } catch (error) {
      window.alert(desk.dataset.failed);
      return null;
    } finally {
      form.removeAttribute("aria-busy");
    }
  };

  // What waits next is taken, so that no colleague decides on it meanwhile. Where nothing is left to take, the queue
  // comes as it stands. A card on which somebody has begun stays as it is.
  const take = async () => {
    const form = find("[data-desk-take]", desk);
    const fresh = await ask(form.dataset.part, { method: "POST", body: new FormData(form) }, [200], "[data-desk-page]");
    const at = document.activeElement;
    renewed = Date.now();
    fresh.querySelectorAll("[data-desk-card]").forEach((card) => {
      const old = document.getElementById(card.id);
      if (old && waits(old) && waits(card)) card.replaceWith(old);
    });
    find("[data-desk-page]", desk).replaceWith(fresh);
    if (at && at !== document.body && at.isConnected) at.focus({ preventScroll: true });
    dress();
    return fresh;
  };

  let filling = false;
  const refill = async () => {
    if (filling) return;
    filling = true;
    desk.setAttribute("aria-busy", "true");
    try {
      const fresh = await take();
      history.replaceState(null, "", fresh.dataset.first);
      arrive(fresh);
    } catch (error) {
      window.alert(desk.dataset.moreFailed);
    } finally {
      filling = false;
      desk.removeAttribute("aria-busy");
    }
  };

  // Whoever opens the desk takes at once; decisions wait for that. Without it, all that waits can still be decided.
  let renewed = 0;
  let ready = Promise.resolve();
  const begin = () => {
    if (!find("[data-desk-auto]", desk)) return;
    filling = true;
    ready = take().catch(() => find("[data-desk-auto]", desk).removeAttribute("data-desk-auto")).then(() => { filling = false; });
  };

  // Reading and writing keep what was taken.
  const KEEP = 180000;
  const keep = () => {
    const form = find("[data-desk-take]", desk);
    if (!form || !renewed || Date.now() - renewed < KEEP) return;
    renewed = Date.now();
    fetch(form.dataset.renew, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => { renewed = 0; });
  };

  const arrive = (page) => {
    const next = find("[data-desk-waits]", page);
    const empty = find("[data-desk-empty]", page);
    if (next) return go(next);
    if (empty) {
      say(empty.textContent.trim());
      empty.focus();
    } else {
      // Only the moderator's own are left: another decides on them.
      say(find("[data-desk-count]", page).textContent);
      go(find("[data-desk-card]", page));
    }
  };

  const goOn = (next) => (next && next.isConnected ? go(next) : refill());

  // --- One decision ---------------------------------------------------------------------------------

  const put = (card, fresh) => {
    const all = cards();
    const next = following(all, all.indexOf(card));
    // Who has gone on to another card meanwhile is not called back.
    const stays = card.contains(document.activeElement) || document.activeElement === document.body;
    card.replaceWith(fresh);
    remember(fresh);
    if (fresh.hasAttribute("data-desk-done")) {
      say(find("[data-desk-words]", fresh).textContent);
      count(fresh.dataset);
      if (stays || !next) goOn(next);
    } else {
      last = fresh;
      const words = find("[data-desk-words]", fresh);
      if (words) say(words.textContent);
      if (stays) (find("[data-desk-alert]", fresh) || fresh).focus();
    }
    tally();
  };

  const decideOne = async (form, submitter) => {
    const card = form.closest("[data-desk-card]");
    const fresh = await send(form, submitter, [200, 403, 409, 422], "[data-desk-card], [data-desk-done]");
    if (fresh && card.isConnected) put(card, fresh);
  };

  // --- Taking back ----------------------------------------------------------------------------------

  const undoable = []; // forms that undo what was decided on this page, the latest last
  const remember = (node) => {
    const form = find("[data-desk-undo]", node);
    if (form) undoable.push(form);
  };

  const undo = async (form) => {
    if (!form) return say(desk.dataset.nothingToUndo);
    const fresh = await send(form, null, [200, 409], "[data-desk-card], [data-desk-undone]");
    if (!fresh) return;
    const at = undoable.indexOf(form);
    if (at >= 0) undoable.splice(at, 1);
    const words = find("[data-desk-words], [data-desk-alert]", fresh);
    say(words ? words.textContent.trim() : "");
    if (fresh.dataset.deskLeft) count(fresh.dataset);
    if (fresh.hasAttribute("data-desk-undone")) {
      place.replaceChildren(fresh);
      return refill();
    }
    bringBack(fresh, form);
    tally();
    (find("[data-desk-alert]", fresh) || fresh).focus();
    last = fresh;
  };

  // Where the decision was taken, or, if the page has gone on since, before all that waits.
  const bringBack = (card, form) => {
    const box = form.isConnected && form.closest("[data-desk-done], [data-desk-card]");
    if (box) return box.replaceWith(card);
    const line = form.closest("li");
    if (line) line.remove();
    const list = find(".desk", desk);
    const page = find("[data-desk-page]", desk);
    if (list) list.prepend(card);
    else page.prepend(card);
  };

  // --- Many at once ---------------------------------------------------------------------------------

  const ticks = () => [...desk.querySelectorAll("[data-desk-tick]")];

  const tally = () => {
    const all = ticks();
    const ticked = all.filter((tick) => tick.checked).length;
    const line = find("[data-desk-selected]", desk);
    if (!line) return;
    line.textContent = ticked ? `${desk.dataset.selected} ${ticked}` : "";
    const whole = find("[data-desk-all] input", desk);
    whole.checked = ticked > 0 && ticked === all.length;
    whole.indeterminate = ticked > 0 && ticked < all.length;
  };

  const dress = () => {
    const whole = find("[data-desk-all]", desk);
    if (whole) whole.hidden = false;
    tally();
  };

  const cardOf = (item) => {
    const tick = ticks().find((one) => one.value === item);
    return tick && tick.closest("[data-desk-card]");
  };

  const putMany = (fresh) => {
    const gone = fresh.dataset.decided.split(" ").filter(Boolean).map(cardOf).filter(Boolean);
    const renewed = [...fresh.querySelectorAll("[data-desk-refused]")];
    const decided = new Set(gone);
    renewed.forEach((box) => {
      const card = cardOf(box.dataset.deskRefused);
      const now = find("[data-desk-card]", box);
      if (card && now) card.replaceWith(now);
      else if (card) card.remove();
    });
    const all = cards();
    const at = all.findIndex((card) => decided.has(card));
    const rest = all.filter((card) => !decided.has(card) && waits(card) && !find("[data-desk-alert]", card));
    const next = rest.find((card) => all.indexOf(card) > at) || rest[0] || all.find((card) => !decided.has(card) && waits(card));
    gone.forEach((card) => card.remove());
    const outcome = find("[data-desk-outcome]", fresh);
    place.replaceChildren(outcome);
    remember(outcome);
    const words = find("[data-desk-words]", outcome);
    say(words ? words.textContent : "");
    count(fresh.dataset);
    find("[data-desk-many]", desk).reset();
    tally();
    goOn(next);
  };

  const decideMany = async (form, submitter) => {
    const fresh = await send(form, submitter, [200, 409, 422], "[data-desk-many], [data-desk-many-done]");
    if (!fresh) return;
    if (fresh.hasAttribute("data-desk-many-done")) return putMany(fresh);
    form.replaceWith(fresh);
    dress();
    find("[data-desk-alert]", fresh).focus();
  };

  // A saved reply fills in what is empty or came from another; what somebody typed stays.
  const replies = JSON.parse((find("#desk-replies") || { textContent: "{}" }).textContent);
  const fillIn = (choice) => {
    const reply = replies[choice.value];
    if (!reply) return;
    const [rule, reason] = ["rule", "reason"].map((name) => find(`[name=${name}]`, choice.form));
    const saved = Object.values(replies).some((one) => [one.id, one.en].includes(reason.value));
    if (reply.rule) rule.value = reply.rule;
    if (saved || !reason.value.trim()) reason.value = reply[choice.dataset.deskSaved] || reply.id;
    const place = /\[[^[\]]*(…|\.\.\.)[^[\]]*\]/.exec(reason.value);
    if (place) reason.setSelectionRange(place.index, place.index + place[0].length); // what must be filled in
  };

  const choose = (choice, key) => {
    if (!/^[1-9]$/.test(key) || !choice.options[key]) return false;
    choice.selectedIndex = Number(key);
    fillIn(choice);
    return true;
  };

  desk.addEventListener("change", (event) => {
    if (event.target.matches("[data-desk-saved]")) fillIn(event.target);
    if (event.target.closest("[data-desk-all]")) ticks().forEach((tick) => { tick.checked = event.target.checked; });
    if (event.target.closest("[data-desk-all], [data-desk-tick]")) tally();
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-desk-form], [data-desk-many], [data-desk-undo]")) return;
    event.preventDefault();
    if (form.matches("[data-desk-undo]")) undo(form);
    else if (form.matches("[data-desk-many]")) decideMany(form, event.submitter);
    else decideOne(form, event.submitter);
  });

  desk.addEventListener("focusin", (event) => { last = event.target.closest("[data-desk-card]") || last; });

  // --- Keys -----------------------------------------------------------------------------------------

  // Only what leaves a text before its readers: to show again what another took away needs more than a key.
  const publish = (card) => {
    const button = card && find('[data-desk-mild="publish"], [data-desk-mild="keep"]', card);
    if (button) button.form.requestSubmit(button);
  };

  const open = (within) => {
    const button = within && find("[data-desk-removal]", within);
    if (button) button.closest("[data-desk-more]").open = true;
    const first = within && find(button ? "select" : "input[type=radio]", within);
    if (first) first.focus();
  };

  // What is selected in the text is what is to be masked.
  const mask = (card) => {
    const box = card && find("[data-desk-mask]", card);
    if (!box) return;
    const chosen = window.getSelection();
    const words = card.contains(chosen.anchorNode) ? String(chosen).replace(/\s+/g, " ").trim() : "";
    const field = find("[data-desk-passages]", box);
    box.open = true;
    if (words) field.value = [field.value, words].filter(Boolean).join("\n");
    field.focus();
  };

  const toggle = (card) => {
    const tick = card && find("[data-desk-tick]", card);
    if (tick) tick.click();
  };

  const toMany = () => {
    const form = find("[data-desk-many]", desk);
    if (form) find("button", form).focus();
  };

  const sendForm = (target) => {
    const form = target.closest("[data-desk-form], [data-desk-many]");
    const button = form && (find("[data-desk-removal]", form) || find("[type=submit]", form));
    if (button) form.requestSubmit(button);
    return Boolean(button);
  };

  const leave = () => {
    const card = latest();
    if (card && document.activeElement !== card && desk.contains(document.activeElement)) go(card);
  };

  const typing = (target) => target.closest("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])");

  ["keydown", "pointerdown", "input"].forEach((name) => document.addEventListener(name, keep));

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.repeat || dialog.open) return;
    if (event.key === "Enter" && event.ctrlKey && sendForm(event.target)) return event.preventDefault();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return leave();
    if (event.target.matches("[data-desk-saved]") && choose(event.target, event.key)) return event.preventDefault();
    if (typing(event.target)) return;
    const does = {
      j: () => move(1),
      k: () => move(-1),
      a: () => publish(current()),
      r: () => open(current()),
      h: () => open(current()),
      m: () => mask(current()),
      u: () => undo(undoable[undoable.length - 1]),
      x: () => toggle(current()),
      b: toMany,
      "?": () => dialog.showModal(),
    }[event.key.toLowerCase()];
    if (does) {
      event.preventDefault();
      does();
    }
  });

  find("[data-desk-keys]").hidden = false;
  find("[data-desk-keys-open]").addEventListener("click", () => dialog.showModal());
  dress();
  begin();
})();
