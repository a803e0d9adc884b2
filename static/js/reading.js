// Reading a discussion with script: replies and further pages in place, what is new, folds that survive going back.
// Nothing depends on it: every link it takes over leads to a page that shows the same.
(function () {
  "use strict";
  var list = document.getElementById("daftar");
  var words = (document.getElementById("thread-words") || {}).dataset || {};
  function store(area, action, key, value) {
    try { return area[action](key, value); } catch (error) { return null; } // storage may be off or full
  }
  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  // --- In place ---------------------------------------------------------------------------------------
  var opened = []; // addresses of parts that were opened, in order

  function partOf(link) {
    if (link.dataset.part) return link.dataset.part;
    if (link.dataset.more === undefined) return "";
    var say = link.dataset.more.split(" ");
    return link.pathname + "balasan/?tingkat=" + say[0] + (say[1] ? "&sesudah=" + say[1] : "");
  }

  function openPart(link, quietly) {
    var part = partOf(link), box = link.closest("p, nav"), before = box.previousElementSibling, above = box.parentNode;
    return htmx.ajax("GET", part, { source: link, target: box, swap: "outerHTML" }).then(function () {
      opened.push(part);
      if (quietly) return;
      var first = before ? before.nextElementSibling : above.firstElementChild;
      var goal = first && first.querySelector("a");
      if (goal) goal.focus({ preventScroll: true });
    });
  }

  function reply(link) {
    var actions = link.closest(".comment__actions"), box = actions.nextElementSibling;
    if (!box || !box.classList.contains("reply-slot")) {
      box = document.createElement("div");
      box.className = "reply-slot";
      actions.parentNode.insertBefore(box, actions.nextSibling);
    }
    return htmx.ajax("GET", link.pathname + "?fragment=1", { source: link, target: box, swap: "innerHTML" });
  }

  function support(link) {
    var verb = link.classList.contains("is-supported") ? "unsupport" : "support", before = link.previousElementSibling;
    var above = link.parentNode, address = link.pathname;
    return htmx.ajax("POST", address + "?fragment=1", { source: link, target: link, swap: "outerHTML", values: { verb: verb } }).then(function () {
      var now = before ? before.nextElementSibling : above.firstElementChild;
      if (now && now.pathname === address) now.focus({ preventScroll: true });
    });
  }

  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    var link = event.target.closest && event.target.closest("a[href]");
    if (!link || !window.htmx || link.origin !== location.origin) return;
    if (link.dataset.nextNew !== undefined) {
      if (jump()) event.preventDefault();
      return;
    }
    var act = null;
    if (partOf(link)) act = openPart;
    else if (link.closest("[data-hx-headers]") && link.closest(".comment__actions")) {
      if (/\/balas\/$/.test(link.pathname)) act = reply;
      else if (/\/dukung\/$/.test(link.pathname)) act = support;
    }
    if (!act) return;
    event.preventDefault();
    act(link);
  });

  // On a phone the orders stand in a row that is wider than the window: the chosen one is in sight.
  all(".thread-nav__list [aria-current]").forEach(function (link) {
    var row = link.closest("ul");
    row.scrollLeft = link.offsetLeft - row.offsetLeft - 16;
  });

  if (!list) return;

  // --- What is new ------------------------------------------------------------------------------------
  var KEY = "rembuk:read:" + list.dataset.consultation;
  var personal = list.dataset.mark !== undefined; // else everything stays in this browser
  var seen = {}, news = [], mark = personal ? null : store(localStorage, "getItem", KEY);
  var watch = window.IntersectionObserver && new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      var comment = entry.target;
      clearTimeout(comment.seenSoon);
      if (entry.isIntersecting) comment.seenSoon = setTimeout(function () { see(comment); }, 1500);
    });
  }, { threshold: 0, rootMargin: "-10% 0px -10% 0px" });

  function moment(comment) {
    var time = comment.querySelector(":scope > .comment__head time");
    return time ? Date.parse(time.dateTime) * 1000 : 0; // as cursors count, in microseconds
  }

  function note(root) {
    if (!personal && mark) {
      all(".comment[id]", root).concat(root.matches && root.matches(".comment[id]") ? [root] : []).forEach(function (comment) {
        if (moment(comment) <= Number(mark.split("-")[0]) || comment.classList.contains("is-new")) return;
        comment.classList.add("is-new");
        var chip = document.createElement("span");
        chip.className = "chip chip--act";
        chip.textContent = words.new;
        var head = comment.querySelector(":scope > .comment__head");
        head.insertBefore(chip, head.querySelector("a"));
      });
    }
    news = all(".comment.is-new", list);
    if (watch) news.forEach(function (comment) { watch.observe(comment); });
  }

  function tell(text) {
    var box = document.getElementById("kabar");
    if (!box) {
      box = document.createElement("div");
      box.className = "news";
      box.id = "kabar";
      list.parentNode.insertBefore(box, list);
    }
    box.textContent = "";
    var line = box.appendChild(document.createElement("p"));
    line.setAttribute("role", "status");
    line.textContent = text;
    return box;
  }

  function moveMark() {
    if (personal) {
      var body = new FormData();
      body.append("sampai", list.dataset.until);
      body.append("diam", "1");
      var token = JSON.parse(list.getAttribute("data-hx-headers"))["X-CSRFToken"];
      fetch(list.dataset.mark, { method: "POST", body: body, headers: { "X-CSRFToken": token }, credentials: "same-origin", keepalive: true });
    } else store(localStorage, "setItem", KEY, list.dataset.until);
  }

  function see(comment) {
    if (seen[comment.id]) return;
    seen[comment.id] = true;
    store(sessionStorage, "setItem", KEY + ":seen", JSON.stringify(Object.keys(seen)));
    var wanted = personal ? Number(list.dataset.news) : news.length;
    if (wanted && wanted < 100 && Object.keys(seen).length >= wanted) {
      moveMark();
      tell(words.all);
      store(sessionStorage, "removeItem", KEY + ":seen");
    }
  }

  var at = -1;
  function jump() {
    // From what was jumped to last, or from the top of the window on.
    for (var place = at + 1; place < news.length; place++) {
      var comment = news[place];
      if (at < 0 && comment.getBoundingClientRect().top < 0) continue;
      at = place;
      for (var above = comment; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
      comment.tabIndex = -1;
      comment.focus({ preventScroll: true });
      comment.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
      see(comment);
      return true;
    }
    if (at < 0 && news.length) { at = -1; return false; }
    return false;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (jump()) { event.preventDefault(); return; }
    var link = document.querySelector("[data-next-new]");
    if (link) location.href = link.href;
  });

  (JSON.parse(store(sessionStorage, "getItem", KEY + ":seen") || "[]")).forEach(function (id) { seen[id] = true; });
  note(document);
  if (!personal) {
    if (!mark) store(localStorage, "setItem", KEY, list.dataset.until);
    else if (news.length) {
      var box = tell(words.some.replace("{n}", news.length)), ways = box.appendChild(document.createElement("p"));
      ways.className = "actions";
      [[words.next, list.dataset.next + "?sesudah=" + mark, true], [words.threads, list.dataset.threads + "?saring=baru&sejak=" + mark]].forEach(function (way) {
        var link = ways.appendChild(document.createElement("a"));
        link.className = "button button--quiet";
        link.textContent = way[0];
        link.href = way[1];
        if (way[2]) link.dataset.nextNew = "";
      });
    } else store(localStorage, "setItem", KEY, list.dataset.until);
  } else if (list.dataset.news === "") {
    // The first visit: what comes later will be new. Nobody who only looks in for a moment is counted as a reader.
    setTimeout(function () { if (!document.hidden) moveMark(); }, 5000);
  }
  document.addEventListener("htmx:load", function (event) { note(event.target); });

  // --- Folds, and what was opened, on going back --------------------------------------------------------
  var PLACE = "rembuk:place:" + location.pathname + location.search;
  window.addEventListener("pagehide", function () {
    var folded = all("details.replies:not([open])", list).map(function (branch) { return branch.closest(".comment").id; });
    store(sessionStorage, "setItem", PLACE, JSON.stringify({ folded: folded, opened: opened, y: scrollY }));
  });

  function restore(place) {
    var parts = place.opened.slice();
    function next() {
      var part = parts.shift();
      var link = part && all("a[data-more], a[data-part]", list).filter(function (link) { return partOf(link) === part; })[0];
      if (link) return openPart(link, true).then(next);
      place.folded.forEach(function (id) {
        var branch = document.querySelector("#" + id + " > details.replies");
        if (branch) branch.open = false;
      });
      scrollTo(0, place.y);
    }
    next();
  }
  var came = performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
  var place = store(sessionStorage, "getItem", PLACE);
  if (place && came && came.type === "back_forward") restore(JSON.parse(place));
})();
