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

  /* ---- parts of a page that change without a reload (htmx; the server side is blueprints/partial.py) ---- */
  /* Half a word in an input method is not yet what is looked for. */
  document.addEventListener("input", function (event) {
    if (event.isComposing && event.target.closest("[data-live], .top-search")) { event.stopPropagation(); }
  }, true);
  document.addEventListener("compositionend", function (event) {
    if (event.target.closest("[data-live], .top-search")) { event.target.dispatchEvent(new Event("input", { bubbles: true })); }
  });
  /* Where the preview has no room beside the list, it is a page of its own. */
  document.addEventListener("htmx:beforeRequest", function (event) {
    var target = event.detail.target, link = event.detail.elt;
    if (target && target.id === "preview" && !target.offsetParent) { event.preventDefault(); window.location.href = link.href; }
  });
  document.addEventListener("htmx:responseError", function (event) { window.location.href = event.detail.pathInfo.finalRequestPath; });
  document.addEventListener("htmx:afterSwap", function (event) {
    var target = event.detail.target, link = event.detail.requestConfig.elt, said = document.getElementById("results-said");
    if (target.id === "results" && said) {
      var text = target.querySelector("[data-said]");
      said.textContent = text ? text.textContent : "";
    }
    if (target.id === "preview") {
      all(".inbox a[aria-current]").forEach(function (a) { a.removeAttribute("aria-current"); });
      link.setAttribute("aria-current", "true");
    }
  });
  /* The links that show this page in another way go on from where the filters are now. */
  document.addEventListener("htmx:replacedInHistory", function () {
    all("a[data-here]").forEach(function (a) {
      var here = new URL(window.location.href), pair = a.dataset.here.split("=");
      here.searchParams.set(pair[0], pair[1]);
      a.href = here.pathname + here.search;
    });
  });

  /* ---- suggestions while typing in the search of the head: a combobox; Enter without a choice searches as before ---- */
  function Suggest(input) {
    this.input = input;
    this.list = document.getElementById(input.dataset.suggest);
    this.said = input.form.querySelector("[data-suggest-said]");
    this.timer = null;
    this.asked = null;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
  }
  Suggest.prototype.options = function () { return all("[role=option]", this.list); };
  Suggest.prototype.close = function () {
    window.clearTimeout(this.timer);
    if (this.asked) { this.asked.abort(); this.asked = null; }
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  };
  Suggest.prototype.ask = function () {
    var box = this, text = this.input.value.trim();
    if (this.asked) { this.asked.abort(); }
    if (!text) { this.close(); return; }
    this.asked = new AbortController();
    fetch(this.input.form.action + "?q=" + encodeURIComponent(text), {
      credentials: "same-origin", signal: this.asked.signal, headers: { "HX-Request": "true", "HX-Target": this.list.id }
    }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (html) { box.show(html); }).catch(function (error) {
      if (error.name !== "AbortError") { box.close(); }
    });
  };
  Suggest.prototype.show = function (html) {
    this.list.innerHTML = html;
    var found = this.options().length;
    this.list.hidden = !this.list.textContent.trim();
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = found ? this.input.dataset.saidFound.replace("#", found) : this.list.textContent.trim();
  };
  Suggest.prototype.move = function (by) {
    var options = this.options(), at = options.findIndex(function (o) { return o.getAttribute("aria-selected") === "true"; });
    if (!options.length) { return; }
    if (at >= 0) { options[at].setAttribute("aria-selected", "false"); }
    var next = options[(at < 0 && by < 0 ? options.length - 1 : at + by + options.length) % options.length];
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", next.id);
  };
  Suggest.prototype.key = function (event) {
    if (event.isComposing) { return; }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) { this.ask(); } else { this.move(event.key === "ArrowDown" ? 1 : -1); }
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter") {
      var chosen = this.list.hidden ? null : this.list.querySelector('[aria-selected="true"]');
      if (chosen) { event.preventDefault(); window.location.href = chosen.href; }
    }
  };
  all("[data-suggest]").forEach(function (input) {
    var box = new Suggest(input);
    input.addEventListener("input", function () {
      window.clearTimeout(box.timer);
      box.timer = window.setTimeout(function () { box.ask(); }, 200);
    });
    input.addEventListener("keydown", function (event) { box.key(event); });
    input.addEventListener("blur", function () { box.close(); });
    box.list.addEventListener("mousedown", function (event) { event.preventDefault(); });  // the link is followed before the field is left
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

  /* ---- uploads: how far it is, and a way to stop; without XHR the form is sent as forms are ---- */
  function Upload(form, data) {
    var upload = this;
    this.form = form;
    this.box = document.createElement("div");
    this.bar = document.createElement("progress");
    this.text = document.createElement("span");
    this.button = document.createElement("button");
    this.box.className = "upload";
    this.box.setAttribute("role", "group");
    this.box.setAttribute("aria-label", form.dataset.saidUploading);
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", form.dataset.saidUploading);
    this.text.setAttribute("role", "status");
    this.button.type = "button";
    this.button.className = "btn btn-line";
    this.button.textContent = form.dataset.saidCancel;
    this.button.addEventListener("click", function () { upload.xhr.abort(); });
    this.box.append(this.bar, this.text, this.button);
    all(".upload", form).forEach(function (old) { old.remove(); });
    form.append(this.box);
    this.say(form.dataset.saidUploading);
    this.send(data);
  }
  Upload.prototype.say = function (text) { if (this.text.textContent !== text) { this.text.textContent = text; } };
  Upload.prototype.send = function (data) {
    var upload = this, xhr = this.xhr = new XMLHttpRequest();
    xhr.open("POST", this.form.action);
    xhr.setRequestHeader("HX-Request", "true");
    xhr.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) { return; }
      upload.bar.value = Math.floor(event.loaded * 100 / event.total);
      upload.say(event.loaded < event.total ? upload.form.dataset.saidUploading + " " + Math.floor(upload.bar.value / 10) * 10 + "%" : upload.form.dataset.saidChecking);
    });
    xhr.addEventListener("load", function () { upload.answered(); });
    xhr.addEventListener("error", function () { upload.over(upload.form.dataset.saidFailed); });
    xhr.addEventListener("abort", function () { upload.over(upload.form.dataset.saidCancelled); });
    xhr.send(data);
  };
  Upload.prototype.over = function (text) {
    delete this.form.dataset.sent;
    this.bar.remove();
    this.button.remove();
    this.say(text);
  };
  /* Where the server sends us, or the page that it answered in place of this one. */
  Upload.prototype.answered = function () {
    var onward = this.xhr.getResponseHeader("HX-Redirect");
    if (onward) {
      if (onward.split("#")[0] === window.location.href.split("#")[0] || onward === window.location.pathname) { window.location.reload(); }
      else { window.location.assign(onward); }
      return;
    }
    var answer = new DOMParser().parseFromString(this.xhr.responseText, "text/html"), main = answer.querySelector("main");
    if (!main) { this.over(this.form.dataset.saidFailed); return; }
    document.title = answer.title;
    document.querySelector("main").replaceWith(main);
    window.history.replaceState(null, "", this.xhr.responseURL);
    var first = main.querySelector(".errors") || main.querySelector("h1");
    if (first) { first.setAttribute("tabindex", "-1"); first.focus(); }
  };
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.dataset.upload === undefined) { return; }
    var chosen = all('input[type="file"]', form).some(function (input) { return input.files.length; });
    if (!chosen) { return; }
    event.preventDefault();
    new Upload(form, new FormData(form, event.submitter));
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
