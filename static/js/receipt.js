// A link or QR code carries a receipt's code after "#", which browsers send to nobody: it goes on by POST from here.
// Without script one types the code.
(function () {
  "use strict";
  var form = document.querySelector("form[data-receipt]");
  var letters = decodeURIComponent(location.hash.slice(1)).toUpperCase().replace(/[^A-Z]/g, "");
  if (!form || letters.length !== 24) return;
  history.replaceState(null, "", location.pathname); // not kept in the history of a phone that others use
  form.elements.code.value = letters;
  form.submit();
})();
