// Comfort for rows of a form: more of them, moved, taken away. Without this script the same is done by numbers, ticks and saving.
(() => {
  const places = (list) => {
    [...list.querySelectorAll("[data-row]")].filter((row) => !row.hidden).forEach((row, index) => {
      const place = row.querySelector("[data-row-place]");
      const filled = [...row.querySelectorAll("textarea, input[type=text]")].some((field) => field.value.trim());
      if (place) place.value = filled ? index + 1 : "";
    });
  };
  const changed = (list) => list.dispatchEvent(new Event("change", { bubbles: true }));

  const tools = (row, list) => {
    row.querySelectorAll("[data-row-up], [data-row-down]").forEach((button) => { button.hidden = false; });
    const place = row.querySelector(".bank-row__place");
    if (place) place.hidden = true;
    row.querySelector("[data-row-up]")?.addEventListener("click", () => {
      const before = row.previousElementSibling;
      if (before) { before.before(row); places(list); changed(list); row.querySelector("[data-row-up]").focus(); }
    });
    row.querySelector("[data-row-down]")?.addEventListener("click", () => {
      const after = row.nextElementSibling;
      if (after) { after.after(row); places(list); changed(list); row.querySelector("[data-row-down]").focus(); }
    });
  };

  const start = (box) => {
    if (box.dataset.rowsReady) return;
    box.dataset.rowsReady = "yes";
    const list = box.querySelector("[data-rows-list]");
    const empty = box.querySelector("template[data-rows-empty]");
    const total = box.querySelector("[name$=-TOTAL_FORMS]");
    const add = box.querySelector("[data-rows-add]");
    add.hidden = false;
    const without = box.querySelector("[data-rows-without]");
    if (without) without.hidden = true;
    list.querySelectorAll("[data-row]").forEach((row) => tools(row, list));
    list.addEventListener("input", () => places(list));
    add.addEventListener("click", () => {
      const number = Number(total.value);
      const holder = document.createElement("template");
      holder.innerHTML = empty.innerHTML.replaceAll("__prefix__", String(number));
      const row = holder.content.querySelector("[data-row]");
      list.append(row);
      total.value = String(number + 1);
      tools(row, list);
      row.querySelector("textarea, input[type=text]")?.focus();
    });
  };
  // Parts of a situation: the kind is chosen, its fields come from a template of the page.
  const startParts = (box) => {
    const kind = box.querySelector("[data-parts-kind]");
    const total = box.querySelector("[data-parts-total]");
    const add = box.querySelector("[data-parts-add]");
    add.hidden = false;
    box.querySelector("[data-parts-without]").hidden = true;
    add.addEventListener("click", () => {
      const template = box.querySelector(`template[data-part-template="${kind.value}"]`);
      if (!template) { kind.focus(); return; }
      const number = Number(total.value);
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll("__part__", String(number));
      const part = holder.content.querySelector("[data-part]");
      box.querySelector("[data-parts-list]").append(part);
      part.querySelector("[name$=-ORDER]").value = number + 1;
      total.value = String(number + 1);
      kind.name = kind.name.replace(/-\d+-kind$/, `-${number + 1}-kind`);
      kind.value = "";
      part.querySelectorAll("[data-rows]").forEach(start);
      changed(part);
      part.querySelector("textarea, input[type=text]")?.focus();
    });
  };
  // A picture or sound is sent as soon as it is chosen, so that it is seen here and in the preview before anything is saved.
  const shown = (place, kept) => {
    const box = place.querySelector("[data-file-shown]");
    const file = document.createElement(kept.is_sound ? "audio" : "img");
    file.src = kept.address;
    if (kept.is_sound) { file.controls = true; file.preload = "none"; } else file.alt = "";
    box.replaceChildren(file);
    box.hidden = false;
    const remove = place.querySelector("[data-file-remove]");
    if (remove) { remove.hidden = false; remove.querySelector("input").checked = false; }
  };
  const send = async (input) => {
    const place = input.closest("[data-file]");
    const [file] = input.files;
    if (!place || !file) return;
    const state = place.querySelector("[data-file-state]");
    const say = (words, refused = false) => { state.textContent = words; state.classList.toggle("is-refused", refused); };
    const body = new FormData();
    body.append("csrfmiddlewaretoken", input.form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.append("file", file);
    say(place.dataset.fileSending);
    try {
      const answer = await fetch(place.dataset.fileAddress, { method: "POST", body, headers: { Accept: "application/json" } });
      const kept = await answer.json();
      if (input.files[0] !== file) return;
      if (answer.status === 400) { input.value = ""; say(kept.sentence, true); return; }
      if (!answer.ok) throw new Error(answer.statusText);
      place.querySelector("[data-file-name]").value = kept.file;
      input.value = "";
      shown(place, kept);
      say(kept.sentence);
      changed(place);
    } catch {
      // The form still holds the file and takes it along when it is saved.
      say(place.dataset.fileFailed, true);
    }
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-file] input[type=file]")) send(event.target);
  });

  const all = () => {
    document.querySelectorAll("[data-rows]").forEach(start);
    document.querySelectorAll("[data-parts]").forEach(startParts);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all); else all();
})();
