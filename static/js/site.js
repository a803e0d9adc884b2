// Keeps what one has written until the server has it, and stops a second send of the same form. Nothing depends on it.
(function () {
  "use strict";
  var PREFIX = "rembuk:kept:";
  function store(action, key, value) {
    try { return localStorage[action](PREFIX + key, value); } catch (error) { return null; } // storage may be off or full
  }

  function offer(area, kept) {
    var words = document.getElementById("kept-words");
    if (!words) return;
    var box = words.content.firstElementChild.cloneNode(true);
    box.querySelector("[data-kept-use]").addEventListener("click", function () {
      area.value = kept;
      area.focus();
      box.remove();
    });
    box.querySelector("[data-kept-discard]").addEventListener("click", function () {
      store("removeItem", area.dataset.keep);
      area.focus();
      box.remove();
    });
    area.parentNode.insertBefore(box, area);
  }

  function keep(area) {
    if (area.keeps) return;
    area.keeps = true;
    var kept = store("getItem", area.dataset.keep);
    if (kept && kept.trim() && kept !== area.value) offer(area, kept);
    area.addEventListener("input", function () {
      if (area.value.trim()) store("setItem", area.dataset.keep, area.value);
      else store("removeItem", area.dataset.keep);
    });
  }

  function prepare(root) {
    // The server has the text: forget our copy, before anything offers it again.
    function forget(mark) { store("removeItem", mark.dataset.keptClear); }
    if (root.matches && root.matches("[data-kept-clear]")) forget(root);
    root.querySelectorAll("[data-kept-clear]").forEach(forget);
    root.querySelectorAll("textarea[data-keep]").forEach(keep);
  }
  prepare(document);
  document.addEventListener("htmx:load", function (event) { prepare(event.target); });

  // A second tap sends nothing twice; after ten seconds (a lost connection) the form can be sent again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.hasAttribute("data-hx-post")) return; // htmx sees to its own
    if (form.sending && Date.now() - form.sending < 10000) { event.preventDefault(); return; }
    form.sending = Date.now();
    var button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    setTimeout(function () { button.removeAttribute("aria-disabled"); form.sending = 0; }, 10000);
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) return; // back from the next page: forms can be sent again
    document.querySelectorAll("[aria-disabled=true]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
    document.querySelectorAll("form").forEach(function (form) { form.sending = 0; });
  });
})();
