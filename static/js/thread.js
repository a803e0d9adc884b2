// The discussion with script: a count of what is left, replies in place, lost connections said. Nothing depends on it.
(function () {
  "use strict";
  function words() {
    var template = document.getElementById("thread-words");
    return template ? template.dataset : {};
  }

  function count(area) {
    if (area.counts) return;
    area.counts = true;
    var limit = Number(area.dataset.limit);
    var line = document.createElement("p");
    line.className = "field__help";
    line.setAttribute("aria-live", "polite");
    area.parentNode.insertBefore(line, area.nextSibling);
    function show() {
      var left = limit - Array.from(area.value.replace(/\r\n/g, "\n").trim()).length; // as the server counts
      var text = left < 0 ? words().over : words().left;
      // Said only near the end: a reader of screens would hear every key.
      line.textContent = left < limit / 5 && text ? text.replace("{n}", Math.abs(left)) : "";
      line.classList.toggle("field__error", left < 0);
    }
    area.addEventListener("input", show);
    show();
  }

  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    for (var above = target; above; above = above.parentElement) {
      if (above.tagName === "DETAILS") above.open = true;
    }
    if (target) target.scrollIntoView();
  }

  // Whom one can mention: a tap writes the name where the caret stands.
  function offer(name) {
    var button = document.createElement("button"), area = name.closest("form").querySelector("textarea");
    button.type = "button";
    button.className = "chip";
    button.textContent = name.textContent;
    button.addEventListener("click", function () {
      area.setRangeText((/\S$/.test(area.value.slice(0, area.selectionStart)) ? " " : "") + name.textContent + " ", area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
      area.focus();
    });
    if (name.nextSibling && name.nextSibling.nodeType === 3) name.nextSibling.remove(); // the comma
    name.replaceWith(button);
  }

  function prepare(root) {
    root.querySelectorAll("[data-mention]").forEach(offer);
    root.querySelectorAll("textarea[data-limit]").forEach(count);
  }
  prepare(document);
  openTarget();
  window.addEventListener("hashchange", openTarget);

  document.addEventListener("htmx:load", function (event) {
    prepare(event.target);
    var box = event.target;
    if (!box.matches) return;
    if (box.matches(".reply-box")) {
      var first = box.querySelector(".errors") || box.querySelector("textarea");
      if (first) first.focus();
    } else if (box.matches(".stored")) box.focus();
  });

  // A refused form comes back with its reasons under a status that htmx would throw away.
  document.addEventListener("htmx:beforeSwap", function (event) {
    if ([403, 409, 422, 429].indexOf(event.detail.xhr.status) >= 0 && event.detail.xhr.responseText.indexOf("reply-box") >= 0) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:sendError", function (event) {
    var form = event.target.closest("form"), place = form || event.target.parentNode;
    if (!place || !words().lost) return;
    var said = place.querySelector(".lost") || place.insertBefore(document.createElement(form ? "p" : "span"), form && form.firstChild);
    said.className = (form ? "errors" : "small") + " lost";
    said.setAttribute("role", "alert");
    said.textContent = form ? words().lost : words().offline;
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    var said = event.target.matches("a") && event.target.parentNode.querySelector(".lost");
    if (said) said.remove();
  });

  // What failed in place is a link still: follow it.
  document.addEventListener("htmx:responseError", function (event) {
    var link = event.target.closest && event.target.closest("a[href]");
    if (link) location.href = link.href;
  });

  document.addEventListener("click", function (event) {
    var cancel = event.target.closest(".reply-box [data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    cancel.closest(".reply-box").remove();
  });
})();
