/* What a test gains from a script, on top of pages that work without it: answers are saved as they are given, the
   minutes are shown, a press is counted once. Nothing is written on the phone; the server keeps every answer. */
(function () {
  "use strict";

  var RETRY = 8000;
  var PATIENCE = 8000;
  var TYPING = 1200;
  var form = document.querySelector("form[data-sitting]");

  /* --- Minutes, not seconds: a running second hand frightens. Only the server's clock counts. */
  var timer = document.querySelector("[data-timer]");
  var end = null;
  var leaving = false;

  function now() {
    return window.performance && performance.now ? performance.now() : Date.now();
  }

  function rebase(seconds, travelled) {
    if (typeof seconds === "number") { end = now() + seconds * 1000 - (travelled || 0) / 2; }
  }

  function tick() {
    var left = end - now();
    var shown = timer.querySelector("[data-left]");
    if (left <= 0) {
      if (shown) { timer.textContent = timer.dataset.over; }
      finish(left);
      return;
    }
    if (!shown) { return; }
    var minutes = Math.ceil(left / 60000);
    var words = timer.dataset.minutes.replace("{n}", minutes);
    if (shown.textContent !== words) {
      shown.textContent = words;
      timer.classList.toggle("timer--low", minutes <= 5);
      /* Read aloud at ten and at five minutes only. */
      if (minutes === 10 || minutes === 5) { timer.setAttribute("role", "status"); } else { timer.removeAttribute("role"); }
    }
  }

  /* When the time is over the server submits; this page only goes and looks, after the grace for slow lines. */
  function finish(left) {
    var place = document.querySelector("[data-ended-at]");
    if (!place || leaving) { return; }
    if (form && savers && unsent()) { sendAll(); }
    if (-left > (Number(place.dataset.grace) + 2) * 1000) {
      leaving = true;
      window.location.assign(place.dataset.endedAt);
    }
  }

  if (timer) {
    rebase(Number(timer.dataset.timer));
    setInterval(tick, 5000);
  }

  /* --- One press */
  Array.prototype.forEach.call(document.querySelectorAll("form[data-once]"), function (once) {
    once.addEventListener("submit", function (event) {
      if (once.dataset.sent) { event.preventDefault(); return; }
      once.dataset.sent = "1";
      var button = once.querySelector("[data-next]");
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.pressed) { button.textContent = button.dataset.pressed; }
    });
  });

  /* A page that comes back from the browser's memory is old. */
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) { window.location.reload(); }
  });

  /* --- Saving: each question by itself, one send at a time, each with its number. A repeated send has the same number,
     so it counts once. */
  if (!form || !window.fetch || !window.URLSearchParams || !window.FormData) { return; }
  var note = document.querySelector("[data-save]");
  var said = document.querySelector("[data-said]");
  var stopped = false;
  var savers = Array.prototype.map.call(form.querySelectorAll("[data-asked]"), saverOf).filter(Boolean);

  /* What is in the form, without files. */
  function typed() {
    var data = new FormData(form);
    Array.prototype.forEach.call(form.querySelectorAll("input[type=file]"), function (input) { data.delete(input.name); });
    return data;
  }

  function say(state, words) {
    note.dataset.save = state;
    note.textContent = words;
  }

  function unsent() {
    return !stopped && savers.some(function (saver) { return saver.unsent(); });
  }

  function sendAll() {
    savers.forEach(function (saver) { saver.send(); });
  }

  /* What has to do with one question: its number, what is under way, and when to try again. */
  function saverOf(asked) {
    var numbered = asked.querySelector("[data-sequence]");
    if (!numbered) { return null; }
    var sent = Number(numbered.value) - 1;
    var confirmed = sent;
    var flying = false;
    var failed = false;
    var waiting = 0;
    var saver = { asked: asked, send: send, later: later, touched: touched, unsent: notYet, quiet: quiet, failed: hasFailed };

    function hasFailed() { return failed; }

    function notYet() {
      return confirmed < Number(numbered.value) && Boolean(flying || waiting || failed);
    }

    /* Called at each change: what was sent already keeps its number, what is new gets the next one. */
    function touched() {
      if (Number(numbered.value) <= sent) { numbered.value = sent + 1; }
    }

    function later(delay) {
      clearTimeout(waiting);
      waiting = setTimeout(send, delay);
    }

    function quiet() { clearTimeout(waiting); }

    function send() {
      clearTimeout(waiting);
      waiting = 0;
      if (stopped || flying) { return; }
      var number = Number(numbered.value);
      var body = new URLSearchParams(typed()).toString();
      var began = now();
      var stop = window.AbortController ? new AbortController() : null;
      var alarm = setTimeout(function () { if (stop) { stop.abort(); } }, PATIENCE);
      flying = true;
      sent = Math.max(sent, number);
      if (note.dataset.save !== "unsent") { say("sending", form.dataset.sending); }
      fetch(asked.dataset.saveTo, {
        method: "POST",
        body: body,
        headers: { "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8" },
        credentials: "same-origin",
        redirect: "error",
        keepalive: body.length < 60000,
        signal: stop ? stop.signal : undefined
      }).then(function (reply) {
        return reply.json();
      }).then(function (told) {
        landed(alarm);
        rebase(told.left_seconds, now() - began);
        heard(told, number);
      }).catch(function () {
        landed(alarm);
        failed = true;
        say("unsent", form.dataset.unsent);
        later(RETRY);
      });
    }

    function landed(alarm) {
      clearTimeout(alarm);
      flying = false;
    }

    function heard(told, number) {
      if (told.state === "saved" || told.state === "same") {
        failed = false;
        confirmed = Math.max(confirmed, number);
        if (Number(numbered.value) > number) { send(); return; }
        if (savers.some(function (each) { return each.failed(); })) { return; }
        say(told.saved_at ? "saved" : "none", told.words);
        return;
      }
      failed = true;
      if (told.state === "closed") {
        leaving = true;
        stopped = true;
        window.location.assign(form.dataset.endedAt);
        return;
      }
      if (told.state === "elsewhere" || told.state === "signed-out") {
        stopped = true;
        said.hidden = false;
        said.querySelector("p").textContent = told.words;
      }
      say("unsent", told.words);
    }

    return saver;
  }

  function saverAround(target) {
    return savers.filter(function (saver) { return saver.asked.contains(target); })[0];
  }

  /* A chosen file goes with the form's own buttons, never by itself: a saved text says nothing of it. */
  function chosenFiles() {
    return Array.prototype.some.call(form.querySelectorAll("input[type=file]"), function (input) {
      return input.files && input.files.length > 0;
    });
  }

  function fileChosen(input) {
    var told = input.parentNode.querySelector("[data-upload-note]");
    var most = Number(input.dataset.mostBytes);
    var words = input.files.length ? input.dataset.chosen : "";
    Array.prototype.forEach.call(input.files, function (file) {
      if (most && file.size > most) { words = input.dataset.tooLarge; }
    });
    if (words === input.dataset.tooLarge) { input.value = ""; }
    if (told) { told.textContent = words; }
  }

  form.addEventListener("change", function (event) {
    if (event.target.type === "file") {
      var asking = saverAround(event.target);
      if (asking) { asking.touched(); }
      fileChosen(event.target);
      return;
    }
    if (event.target.tagName === "SELECT") { event.target.classList.toggle("is-set", event.target.value !== ""); }
    var saver = saverAround(event.target);
    if (saver) { saver.touched(); saver.send(); }
  });
  form.addEventListener("input", function (event) {
    if (event.target.tagName !== "TEXTAREA" && event.target.type !== "text") { return; }
    var saver = saverAround(event.target);
    if (saver) { saver.touched(); saver.later(TYPING); }
  });
  form.addEventListener("submit", function () {
    leaving = true;
    savers.forEach(function (saver) { saver.quiet(); });
  });
  window.addEventListener("online", function () {
    savers.forEach(function (saver) { if (saver.failed()) { saver.send(); } });
  });
  /* A phone that slept has lost count of the time: a repeated send brings the server's. */
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && timer && savers.length) { savers[0].send(); }
  });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && (unsent() || chosenFiles())) { event.preventDefault(); event.returnValue = ""; }
  });
}());
