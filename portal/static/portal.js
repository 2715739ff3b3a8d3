/* Small comforts; every page does its job without them. No eval, no inline handlers, no third party. */
(function () {
  "use strict";

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  /* ---- one click, one submission: a second press while the first travels does nothing ---- */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !event.defaultPrevented) {
      form.dataset.sent = "1";
      window.setTimeout(function () { delete form.dataset.sent; }, 8000);
    }
  });
  window.addEventListener("pageshow", function () { all("form[data-sent]").forEach(function (f) { delete f.dataset.sent; }); });

  /* ---- Escape closes an open menu ---- */
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    all("details.menu[open], details.side-menu[open], details.ask[open]").forEach(function (d) {
      d.open = false;
      d.querySelector("summary").focus();
    });
  });

  /* ---- files: say that one is too big before it travels ---- */
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.dataset.maxBytes) { return; }
    var tooBig = Array.prototype.some.call(input.files, function (f) { return f.size > Number(input.dataset.maxBytes); });
    var note = input.parentNode.querySelector("[data-file-note]");
    if (note) { note.hidden = !tooBig; note.textContent = tooBig ? input.dataset.saidTooBig : ""; }
    if (tooBig) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
  });

  /* ---- passkeys: ask for a challenge, let the browser answer it, send the answer with the form ---- */
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
  all("[data-passkey]").forEach(function (box) {
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

  /* ---- money: integer fen, as on the server; null when it is not an amount ---- */
  function fen(text) {
    var m = /^(\d+)(?:\.(\d{1,2}))?$/.exec(String(text).replace(/[,，\s¥￥]/g, ""));
    return m ? Number(m[1]) * 100 + Number(((m[2] || "") + "00").slice(0, 2)) : null;
  }
  function yuan(value) {
    var whole = String(Math.floor(value / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
    return whole + "." + ("0" + (value % 100)).slice(-2);
  }
  function addUp(output) {
    var sum = 0;
    all('[data-amount="' + output.dataset.sumOf + '"]').forEach(function (input) { sum += fen(input.value) || 0; });
    var said = output.dataset.saidSum + yuan(sum) + output.dataset.saidUnit;
    if (output.dataset.cap) {
      var more = output.dataset.capPlus && document.querySelector('[name="' + output.dataset.capPlus + '"]');
      var left = Number(output.dataset.cap) + (more ? fen(more.value) || 0 : 0) - sum;
      said += "，" + (left < 0 ? output.dataset.saidOver : output.dataset.saidLeft) + yuan(Math.abs(left)) + output.dataset.saidUnit;
      output.classList.toggle("is-over", left < 0);
    }
    output.textContent = said;
  }
  function addUpAll() { all("[data-sum-of]").forEach(addUp); }

  /* ---- repeated lines: what the buttons add_line / remove_line do on the server, without a round trip ---- */
  function renumber(line, name, from, to) {
    var before = name + "-" + from, after = name + "-" + to;
    all("[id], [name], [for], [value], [aria-describedby]", line).forEach(function (node) {
      ["id", "name", "for", "aria-describedby"].concat(node.name === "remove_line" ? ["value"] : []).forEach(function (attribute) {
        var value = node.getAttribute(attribute);
        if (value !== null) { node.setAttribute(attribute, value.split(before).join(after)); }
      });
    });
    var label = line.getAttribute("aria-label");
    if (label) { line.setAttribute("aria-label", label.replace(/\d+(?!.*\d)/, String(to + 1))); }
  }
  function numberOf(line) {
    var button = line.querySelector('[name="remove_line"]');
    return Number(button.value.slice(button.value.lastIndexOf("-") + 1));
  }
  function addLine(group) {
    var lines = all("[data-line]", group), last = lines[lines.length - 1];
    if (!last) { return false; }
    var from = numberOf(last), fresh = last.cloneNode(true);
    all(".bad-msg", fresh).forEach(function (node) { if (!node.hasAttribute("data-file-note")) { node.remove(); } });
    all(".bad", fresh).forEach(function (node) { node.classList.remove("bad"); });
    renumber(fresh, group.dataset.repeated, from, from + 1);
    all("input, textarea, select", fresh).forEach(function (control) {
      control.removeAttribute("aria-invalid");
      if (control.type === "checkbox" || control.type === "radio") { control.checked = false; }
      else if (control.tagName === "SELECT") { control.selectedIndex = 0; }
      else { control.value = ""; }
    });
    last.after(fresh);
    var first = fresh.querySelector("input, textarea, select");
    if (first) { first.focus(); }
    return true;
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest ? event.target.closest('button[name="add_line"], button[name="remove_line"]') : null;
    var group = button && button.closest("[data-repeated]");
    if (!group) { return; }
    if (button.name === "add_line") {
      if (addLine(group)) { event.preventDefault(); }
    } else if (all("[data-line]", group).length > 1) {
      event.preventDefault();
      button.closest("[data-line]").remove();
      group.querySelector('[name="add_line"]').focus();
    } else { return; }
    group.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.addEventListener("input", addUpAll);
  addUpAll();

  /* ---- drafts that save themselves ----
     The server answers 200 {saved_at, version}, 409 when someone else saved first, 401/403 when the login ran out.
     What could not be saved waits in this tab only (sessionStorage: gone when the tab closes). */
  var SENT = "draft-sent";
  /* The page after a form that was sent: either it says that it is done, or it still holds what was typed. */
  function answered() {
    if (!document.querySelector(".flash, .errors, form[data-again]")) { return; }
    try {
      var key = sessionStorage.getItem(SENT);
      if (key) { sessionStorage.removeItem(key); sessionStorage.removeItem(SENT); }
    } catch (e) { /* nothing was kept */ }
  }
  function Draft(form) {
    this.form = form;
    this.key = "draft:" + form.dataset.autosaveUrl;
    this.status = form.querySelector("[data-autosave-status]");
    this.timer = null;
    this.busy = false;
    this.again = false;
    this.stopped = false;
    this.wait = 5000;
  }
  Draft.prototype.say = function (text, bad) {
    if (!this.status) { return; }
    this.status.textContent = text;
    this.status.classList.toggle("is-bad", !!bad);
  };
  Draft.prototype.pairs = function () {
    var out = [];
    new FormData(this.form).forEach(function (value, name) { if (typeof value === "string") { out.push([name, value]); } });
    return out;
  };
  Draft.prototype.keep = function () {
    var kept = this.pairs().filter(function (pair) { return ["csrf_token", "version", "editor"].indexOf(pair[0]) < 0; });
    try { sessionStorage.setItem(this.key, JSON.stringify(kept)); } catch (e) { /* full or forbidden: the page still holds it */ }
  };
  Draft.prototype.forget = function () { try { sessionStorage.removeItem(this.key); } catch (e) { /* nothing was kept */ } };
  Draft.prototype.later = function (delay) {
    var draft = this;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(function () { draft.save(); }, delay);
  };
  Draft.prototype.failed = function (text) {
    this.keep();
    this.say(text, true);
    this.later(this.wait);
    this.wait = Math.min(this.wait * 2, 60000);
  };
  /* What was new has an address of its own now: reloading, sending and saving again go there. */
  Draft.prototype.livesAt = function (page, autosave) {
    window.history.replaceState(null, "", page);
    this.form.action = page;
    this.form.dataset.autosaveUrl = autosave;
    this.key = "draft:" + autosave;
  };
  Draft.prototype.save = function () {
    var draft = this, form = this.form, body = new URLSearchParams(this.pairs());
    if (this.stopped) { return; }
    if (this.busy) { this.again = true; return; }
    if (form.dataset.version) { body.set("version", form.dataset.version); }
    this.busy = true;
    this.say(form.dataset.saidSaving);
    fetch(form.dataset.autosaveUrl, {
      method: "POST", body: body, credentials: "same-origin", redirect: "manual",
      headers: { "Accept": "application/json", "X-Requested-With": "fetch" }
    }).then(function (response) {
      if (response.status === 409) { draft.stopped = true; draft.keep(); draft.say(form.dataset.saidConflict, true); return null; }
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403 || response.status === 400) {
        draft.failed(form.dataset.saidLogin); return null;
      }
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json();
    }).then(function (answer) {
      if (!answer) { return; }
      if (answer.version !== undefined) { form.dataset.version = answer.version; }
      if (answer.page && answer.autosave !== form.dataset.autosaveUrl) { draft.forget(); draft.livesAt(answer.page, answer.autosave); }
      if (form.elements.version && answer.version !== undefined) { form.elements.version.value = answer.version; }
      draft.wait = 5000;
      draft.forget();
      draft.say(form.dataset.saidSaved + " " + (answer.saved_at || ""));
    }).catch(function () { draft.failed(form.dataset.saidOffline); }).then(function () {
      draft.busy = false;
      if (draft.pressed) { draft.pressed.click(); return; }
      if (draft.again) { draft.again = false; draft.later(500); }
    });
  };
  /* The form is sent by hand: what is on its way arrives first, so that an older text never follows a newer one.
     A copy stays until the answer is there: the connection may be lost, the login may have run out. */
  Draft.prototype.leave = function (event) {
    var draft = this;
    this.stopped = true;
    window.clearTimeout(this.timer);
    if (!this.busy) {
      this.keep();
      try { sessionStorage.setItem(SENT, this.key); } catch (e) { /* nothing was kept */ }
      return;
    }
    event.preventDefault();
    if (this.pressed) { return; }
    this.pressed = event.submitter || this.form.querySelector("button:not([type=button])");
    window.setTimeout(function () { if (draft.busy) { draft.busy = false; draft.pressed.click(); } }, 5000);
  };
  Draft.prototype.restore = function () {
    var draft = this, kept = null;
    try { kept = JSON.parse(sessionStorage.getItem(this.key) || "null"); } catch (e) { kept = null; }
    if (!kept || !this.status) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.className = "as-link";
    button.textContent = this.form.dataset.saidRestoreButton;
    this.say(this.form.dataset.saidRestore);
    this.status.appendChild(button);
    button.addEventListener("click", function () {
      kept.forEach(function (pair) {
        var controls = draft.form.elements[pair[0]];
        if (!controls) { return; }
        (controls.length !== undefined && !controls.tagName ? Array.prototype.slice.call(controls) : [controls]).forEach(function (control) {
          if (control.type === "radio" || control.type === "checkbox") { control.checked = control.checked || control.value === pair[1]; }
          else { control.value = pair[1]; }
        });
      });
      draft.form.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };
  answered();
  all("form[data-autosave-url]").forEach(function (form) {
    var draft = new Draft(form);
    draft.restore();
    form.addEventListener("input", function () { draft.later(1500); });
    form.addEventListener("submit", function (event) { draft.leave(event); });
    window.addEventListener("online", function () { draft.later(200); });
  });
})();
