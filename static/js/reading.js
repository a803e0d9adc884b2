// Reading a discussion with script: replies and further pages in place, what is new, folds that survive going back.
// Nothing depends on it: every link it takes over leads to a page that shows the same.
(function () {
  "use strict";
  var list = document.querySelector("[data-consultation]"); // threads, or one comment with its branch
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
    var actions = link.closest(".comment__do"), box = actions.nextElementSibling;
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
      else skipSeen(link);
      return;
    }
    var act = null;
    if (partOf(link)) act = openPart;
    else if (link.closest("[data-hx-headers]") && link.closest(".comment__do")) {
      if (/\/balas\/$/.test(link.pathname)) act = reply;
      else if (/\/dukung\/$/.test(link.pathname)) act = support;
    }
    if (!act) return;
    event.preventDefault();
    act(link).catch(function () {}); // thread.js says that the connection was lost
  });

  // On a phone the orders stand in a row that is wider than the window: the chosen one is in sight.
  all(".thread-nav__list [aria-current]").forEach(function (link) {
    var row = link.closest("ul");
    row.scrollLeft = link.offsetLeft - row.offsetLeft - 16;
  });

  if (!list) return;

  // --- What is new ------------------------------------------------------------------------------------
  // Of those who are logged in the server keeps a mark; a visitor's, and how many comments there were, stays here.
  var data = list.dataset, personal = data.mark !== undefined, KEY = "rembuk:read:" + data.consultation;
  var kept = personal ? [data.since] : (store(localStorage, "getItem", KEY) || "").split(" ");
  var mark = kept[0], SEEN = KEY + ":seen:" + mark;
  var wanted = 0; // how many are new in the whole consultation
  if (personal) wanted = Number(data.news);
  else if (mark && micro(data.until) > micro(mark)) wanted = Math.max(1, data.total - kept[1] || 1);
  var seen = JSON.parse(store(sessionStorage, "getItem", SEEN) || "{}");
  var watch = window.IntersectionObserver && new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      var head = entry.target;
      clearTimeout(head.seenSoon);
      if (entry.isIntersecting) head.seenSoon = setTimeout(function () { if (!document.hidden) see(head.parentNode); }, 1500);
    });
  }, { rootMargin: "-5% 0px -5% 0px" });

  function micro(cursor) { return Number(cursor.split("-")[0]); }
  function headOf(comment) { return comment.querySelector(":scope > .comment__by"); }
  function momentOf(comment) {
    var time = headOf(comment) && headOf(comment).querySelector("time");
    return time ? Date.parse(time.dateTime) * 1000 : 0; // microseconds, as cursors count
  }
  function news() { return all(".comment.is-new[id]", list); }

  function note() {
    if (!personal && mark) {
      all(".comment[id]:not(.is-new)", list).forEach(function (comment) {
        if (momentOf(comment) <= micro(mark)) return;
        comment.classList.add("is-new");
        var chip = document.createElement("span");
        chip.className = "chip chip--new";
        chip.textContent = words.new;
        headOf(comment).insertBefore(chip, headOf(comment).querySelector("a"));
      });
      wanted = Math.max(wanted, news().length);
    }
    if (watch) news().forEach(function (comment) { watch.observe(headOf(comment)); });
  }

  function tell(text) {
    var box = document.getElementById("kabar");
    if (!box) {
      box = document.createElement("div");
      box.className = "news";
      box.id = "kabar";
      list.parentNode.insertBefore(box, list);
    }
    if (box.getBoundingClientRect().bottom < 0) box.style.minHeight = box.offsetHeight + "px"; // what one reads stays put
    box.textContent = "";
    var line = box.appendChild(document.createElement("p"));
    line.setAttribute("role", "status");
    setTimeout(function () { line.textContent = text; }, 50); // what changes in it is read out, not what it came with
    return box;
  }

  function way(box, text, go) {
    var link = box.appendChild(document.createElement(typeof go === "string" ? "a" : "button"));
    link.className = "button button--quiet";
    link.textContent = text;
    if (typeof go === "string") link.href = go;
    else { link.type = "button"; link.addEventListener("click", go); }
    return link;
  }

  function moveMark() {
    if (!personal) { store(localStorage, "setItem", KEY, data.until + " " + data.total); return; }
    var body = new FormData();
    body.append("sampai", data.until);
    body.append("diam", "1");
    var token = JSON.parse(list.getAttribute("data-hx-headers"))["X-CSRFToken"];
    fetch(data.mark, { method: "POST", body: body, headers: { "X-CSRFToken": token }, keepalive: true }).catch(function () {});
  }

  function finish() {
    moveMark();
    wanted = 0;
    var box = tell(words.all), end = list.querySelector(".thread__end");
    if (end) end.textContent += " " + words.all;
    return box;
  }

  function see(comment) {
    // What was published while one reads is beyond this page's mark, and new the next time.
    if (seen[comment.id] || !wanted || momentOf(comment) > micro(data.until) + 5e6) return;
    seen[comment.id] = 1;
    store(sessionStorage, "setItem", SEEN, JSON.stringify(seen));
    if (wanted < 100 && Object.keys(seen).length >= wanted) finish(); // a hundred: nobody counted further
  }

  var at = null, met = {}; // where one jumped last, and wherever one did
  function jump() {
    var left = list ? news().filter(function (comment) { return !met[comment.id] && !seen[comment.id]; }) : [];
    var goal = left.filter(function (comment) {
      return at ? at.compareDocumentPosition(comment) & Node.DOCUMENT_POSITION_FOLLOWING : headOf(comment).getBoundingClientRect().top >= 0;
    })[0] || left[0];
    if (!goal) return false;
    at = goal;
    met[goal.id] = 1;
    for (var above = goal.parentElement; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    setTimeout(function () { see(goal); }, 700); // when it stands still
    return true;
  }

  // The server leads to the next one that was not seen on the way.
  function skipSeen(link) {
    var ids = Object.keys(Object.assign({}, seen, met)).slice(-100).map(function (id) { return id.slice(1); });
    var url = new URL(link.href);
    if (ids.length) url.searchParams.set("lewat", ids.join("."));
    link.href = url.href;
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var link = document.querySelector("[data-next-new]");
    if (jump()) event.preventDefault();
    else if (link) { skipSeen(link); location.href = link.href; }
  });

  note();
  // Whoever was led here sees what they were led to.
  if (/[?&]baru=1/.test(location.search)) news().forEach(function (comment) { if (comment.matches(".focus > *")) see(comment); });
  if (!personal && wanted && list.id === "daftar") {
    var box = tell(words.some.replace("{n}", wanted)), ways = box.appendChild(document.createElement("p"));
    ways.className = "actions";
    way(ways, words.next, data.next + "?sesudah=" + mark).dataset.nextNew = "";
    way(ways, words.threads, data.threads + "?saring=baru&sejak=" + mark + "#utas");
    way(ways, words.mark, function () {
      way(finish(), words.undo, function () {
        store(localStorage, "setItem", KEY, kept.join(" "));
        location.reload();
      }).focus();
    });
  }
  // The first visit: what comes later will be new. Nobody who only looks in for a moment is counted as a reader.
  if (!mark) setTimeout(function () {
    if (!document.hidden) moveMark();
    else document.addEventListener("visibilitychange", moveMark, { once: true });
  }, 5000);
  document.addEventListener("htmx:load", note);

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
      if (link) return openPart(link, true).then(next, function () {});
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
