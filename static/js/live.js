// The live page asks again and again what has changed, each phone at moments of its own. Without script: "Reload".
(function () {
  "use strict";
  var part = document.querySelector("[data-live]"), said = document.querySelector("[data-live-state]"), tag = "", timer;
  if (!part || !window.fetch) return;

  function later() {
    var least = Number(part.dataset.least), most = Number(part.dataset.most);
    clearTimeout(timer);
    timer = setTimeout(ask, (least + Math.random() * (most - least)) * 1000);
  }

  function ask() {
    clearTimeout(timer);
    if (document.hidden) return later(); // a phone in a pocket asks nothing
    fetch(part.dataset.live, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", credentials: "omit" }).then(function (answer) {
      if (answer.status === 304) return null;
      if (!answer.ok) throw new Error(answer.status);
      tag = answer.headers.get("ETag") || "";
      return answer.text();
    }).then(function (html) {
      if (html !== null && html !== part.innerHTML) part.innerHTML = html;
      said.textContent = "";
    }).catch(function () {
      said.textContent = part.dataset.lost;
    }).then(later);
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
  later();
})();
