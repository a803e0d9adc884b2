// The note-taker's page on a bad connection: what is typed is kept at once, what is noted waits here until the server
// has it, and is sent once (its key is unique there). Without script the form is an ordinary one.
(function () {
  "use strict";
  var form = document.querySelector("form[data-notes]"), words = document.getElementById("note-words");
  if (!form || !words || !window.fetch) return;
  words = words.dataset;
  var QUEUE = "rembuk:notes:" + form.dataset.notes, DRAFT = "rembuk:note-draft:" + form.dataset.notes;
  var HOUR = 3600000, AGAIN = 5000;
  var box = document.querySelector("[data-note-queue]"), list = document.querySelector("[data-note-list]");
  var state = form.querySelector("[data-note-state]"), text = form.elements.text, sending = false;
  var ONCE = ["text", "speaker", "stance", "district", "said_at"]; // emptied for the next one

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) || null; } catch (error) { return null; }
  }
  // Whether it is stored: a full or forbidden storage must not be mistaken for a safe place.
  function write(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (error) { return false; }
  }
  function queue() { return read(QUEUE) || []; }
  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    return Array.from(bytes, function (byte) { return ("0" + byte.toString(16)).slice(-2); }).join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  function fields() {
    var found = {};
    new FormData(form).forEach(function (value, name) { if (name !== "csrfmiddlewaretoken") found[name] = value; });
    return found;
  }
  function fill(values) {
    Object.keys(values).forEach(function (name) {
      var control = form.elements[name];
      if (!control) return;
      if (control instanceof RadioNodeList) Array.from(control).forEach(function (radio) { radio.checked = radio.value === values[name]; });
      else control.value = values[name];
    });
  }
  function post(path, values, asJson) {
    var body = new URLSearchParams(values);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(path, { method: "POST", body: body, headers: asJson ? { Accept: "application/json" } : {}, redirect: "error" });
  }

  // --- The draft: in the browser with every key, on the server when one pauses.
  var pause, sent = "";
  function keepDraft() {
    var values = fields();
    if (!values.text.trim()) { localStorage.removeItem(DRAFT); return; }
    write(DRAFT, { item: form.dataset.item, fields: values });
    clearTimeout(pause);
    pause = setTimeout(function () {
      var now = JSON.stringify(values);
      if (now === sent) return;
      post(form.dataset.draft, Object.assign({ item: form.dataset.item }, values)).then(function (answer) {
        if (answer.ok) { sent = now; state.textContent = words.saved; }
      }).catch(function () { state.textContent = words.kept; });
    }, 1500);
  }
  var kept = read(DRAFT);
  if (kept && kept.item === form.dataset.item && !text.value.trim()) fill(kept.fields);
  form.addEventListener("input", keepDraft);

  // --- The queue.
  function put(rows) { var stored = write(QUEUE, rows); show(); return stored; }
  function without(key) { return queue().filter(function (row) { return row.fields.form_key !== key; }); }
  function button(label, what, does) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "button button--quiet";
    made.textContent = label;
    made.addEventListener("click", does);
    made.setAttribute("aria-label", label + ": " + what);
    return made;
  }
  function show() {
    var rows = queue(), place = box.querySelector("ul");
    box.hidden = !rows.length;
    place.textContent = "";
    rows.forEach(function (row) {
      var entry = document.createElement("li"), said = document.createElement("p"), why = document.createElement("p"), acts = document.createElement("div");
      var old = Date.now() - row.at > HOUR, what = row.fields.text.slice(0, 60);
      entry.className = "card question";
      said.className = "as-typed";
      said.textContent = row.fields.text;
      why.className = row.refused ? "field__error" : "small muted";
      why.textContent = row.refused ? words.refused + ": " + row.refused.join(" ") : old ? words.old : words.waits;
      acts.className = "row";
      if (old && !row.refused) acts.append(button(words.send, what, function () { row.at = Date.now(); row.fields.said_at = row.fields.said_at || String(row.at); put(without(row.fields.form_key).concat(row)); flush(); }));
      if (row.refused || old) {
        acts.append(button(words.edit, what, function () { put(without(row.fields.form_key)); fill(Object.assign({}, row.fields, { form_key: row.refused ? newKey() : row.fields.form_key })); keepDraft(); text.focus(); }));
        acts.append(button(words.drop, what, function () { put(without(row.fields.form_key)); }));
      }
      entry.append(said, why, acts);
      place.append(entry);
    });
  }
  function flush() {
    if (sending) return;
    var next = queue().find(function (row) { return !row.refused && Date.now() - row.at <= HOUR; });
    if (!next) return;
    sending = true;
    var key = next.fields.form_key;
    post(next.path, next.fields, true).then(function (answer) {
      if (answer.status === 201) return answer.json().then(function (told) {
        put(without(key));
        if (next.item === form.dataset.item) list.innerHTML = told.list;
        state.textContent = words.stored;
        return true;
      });
      if (answer.status === 422) return answer.json().then(function (told) {
        put(queue().map(function (row) { if (row.fields.form_key === key) row.refused = told.errors; return row; }));
        state.textContent = words.refused;
        return true;
      });
      throw new Error(answer.status); // logged out, or the server is not well: it stays here
    }).then(function () { sending = false; flush(); }, function () { sending = false; state.textContent = words.kept; });
  }

  form.addEventListener("submit", function (event) {
    if (!text.value.trim()) return; // the server says what is missing
    var values = fields(), at = Date.now();
    values.said_at = values.said_at || String(at);
    var rows = queue().concat({ at: at, item: form.dataset.item, path: form.getAttribute("action"), fields: values });
    if (!put(rows)) return; // no room here: the form goes its ordinary way
    event.preventDefault();
    event.stopImmediatePropagation(); // nothing is sent by the form, so nothing locks its button
    clearTimeout(pause);
    localStorage.removeItem(DRAFT);
    ONCE.forEach(function (name) { if (form.elements[name]) form.elements[name].value = ""; });
    Array.from(form.elements.named).forEach(function (radio) { radio.checked = radio.value === "0"; });
    form.elements.form_key.value = newKey();
    text.focus();
    flush();
  }, true);
  text.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
  });
  window.addEventListener("online", flush);
  setInterval(flush, AGAIN);
  show();
  flush();
})();
