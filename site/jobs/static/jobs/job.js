// Keeps the page of a running job true: asks every two seconds, loads the page again when the work has ended.
(() => {
  const place = document.querySelector("[data-job]");
  if (!place) return;
  const bar = place.querySelector("[data-job-bar]");
  const state = place.querySelector("[data-job-state]");
  const sentence = place.querySelector("[data-job-sentence]");
  const EVERY = 2000;
  const LONGEST = 30000;
  let pause = EVERY;

  const show = (told) => {
    bar.hidden = told.waiting;
    if (told.total) {
      bar.max = told.total;
      bar.value = told.done;
    } else {
      bar.removeAttribute("value");
    }
    state.textContent = told.state.charAt(0).toLocaleUpperCase("vi") + told.state.slice(1);
    if (sentence.textContent !== told.sentence) sentence.textContent = told.sentence;
  };

  const ask = async () => {
    try {
      const reply = await fetch(place.dataset.job, { headers: { Accept: "application/json" }, redirect: "error" });
      if (!reply.ok) throw new Error(reply.status);
      const told = await reply.json();
      if (!told.open) {
        window.location.reload();
        return;
      }
      show(told);
      pause = EVERY;
    } catch {
      // No network for a while: the work goes on without us.
      pause = Math.min(pause * 2, LONGEST);
    }
    window.setTimeout(ask, pause);
  };
  window.setTimeout(ask, EVERY);
})();
