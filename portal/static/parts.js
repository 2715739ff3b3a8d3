/* What changes on a page without a reload: parts that the server words, and files on their way. Served as one with portal.js. */
(function () {
  "use strict";

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  /* What the server worded, as it escaped it; nothing that was typed here goes this way. */
  function serverWords(html) { return new DOMParser().parseFromString(html, "text/html"); }

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
  Suggest.prototype.options = function () { return all("a[role=option]", this.list); };
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
    this.list.replaceChildren.apply(this.list, Array.from(serverWords(html).body.childNodes));
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
    var answer = serverWords(this.xhr.responseText), main = answer.querySelector("main");
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
})();
