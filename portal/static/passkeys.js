/* Passkeys: ask for a challenge, let the browser answer it, send the answer with the form. For the pages that use one. */
(function () {
  "use strict";

  function bytes(text) {
    var raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, function (c) { return c.charCodeAt(0); });
  }
  function letters(buffer) {
    var raw = Array.prototype.map.call(new Uint8Array(buffer), function (b) { return String.fromCharCode(b); }).join("");
    return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function asked(options) {
    options.challenge = bytes(options.challenge);
    if (options.user) { options.user.id = bytes(options.user.id); }
    ["excludeCredentials", "allowCredentials"].forEach(function (name) {
      (options[name] || []).forEach(function (known) { known.id = bytes(known.id); });
    });
    return { publicKey: options };
  }
  function answer(made) {
    var response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (made.response[name]) { response[name] = letters(made.response[name]); }
    });
    return JSON.stringify({ id: made.id, rawId: letters(made.rawId), type: made.type, response: response, clientExtensionResults: {} });
  }
  document.querySelectorAll("[data-passkey]").forEach(function (box) {
    var button = box.querySelector("button"), note = box.querySelector("[role=status]"), form = box.closest("form");
    var makes = box.hasAttribute("data-passkey-makes");
    if (!window.PublicKeyCredential || !window.fetch) { return; }
    button.hidden = false;
    note.textContent = "";
    button.addEventListener("click", function () {
      if (makes && !form.reportValidity()) { return; }
      button.disabled = true;
      note.textContent = box.dataset.saidWaiting;
      fetch(box.dataset.passkey, {
        method: "POST", credentials: "same-origin", redirect: "manual", headers: { "Accept": "application/json" },
        body: new URLSearchParams({ csrf_token: form.elements.csrf_token.value })
      }).then(function (response) {
        if (!response.ok) { throw new Error("late"); }
        return response.json();
      }).then(function (options) {
        return navigator.credentials[makes ? "create" : "get"](asked(options));
      }).then(function (made) {
        form.querySelector("[data-passkey-answer]").value = answer(made);
        form.submit();
      }).catch(function (failure) {
        note.textContent = failure.message === "late" ? box.dataset.saidLate : box.dataset.saidFailed;
        button.disabled = false;
      });
    });
  });
})();
