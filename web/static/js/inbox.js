// The inbox: what is picked stays picked while one moves about, and a line says that a page is on its way.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("[data-pick]")];
  const form = () => document.getElementById("bulk");
  const picked = new Set();
  let last = null;

  // Which acts fit all of them, and who gets their keys: those of the bar go before those of the open entry.
  const show = () => {
    const bar = form();
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked);
    const fits = (name) => chosen.every((box) => box.dataset.fits.split(" ").includes(name));
    bar.querySelector("[data-bulk-count]").textContent = chosen.length === 1 ? "1 selected" : `${chosen.length} selected`;
    bar.querySelector("[data-bulk-clear]").hidden = false;
    const ready = {};
    for (const button of bar.querySelectorAll("button[name=act]")) {
      delete button.dataset.key;
      button.disabled = chosen.length > 0 && !fits(button.value);
      const key = button.dataset.bulkKey;
      if (key && chosen.length && (!ready[key] || (ready[key].disabled && !button.disabled))) ready[key] = button;
    }
    for (const [key, button] of Object.entries(ready)) button.dataset.key = key;
  };
  const put = (box, on) => {
    box.checked = on;
    if (on) picked.add(box.value); else picked.delete(box.value);
  };
  const upTo = (box, on) => {
    const all = boxes();
    const from = all.findIndex((one) => one.value === last);
    const to = all.indexOf(box);
    all.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1).forEach((one) => put(one, on));
  };

  document.addEventListener("click", (event) => {
    const at = event.target.closest?.("[data-pick], [data-pick-all], [data-pick-range], [data-bulk-clear]");
    if (!at) return;
    if (at.matches("[data-pick]")) {
      if (event.shiftKey) upTo(at, at.checked);
      put(at, at.checked);
      last = at.value;
    } else if (at.matches("[data-pick-all]")) {
      event.preventDefault();
      event.stopPropagation();
      const on = !boxes().every((box) => box.checked);
      boxes().forEach((box) => put(box, on));
    } else if (at.matches("[data-pick-range]")) {
      const box = document.querySelector("[data-pick][data-key]");
      if (box) { upTo(box, true); last = box.value; }
    } else {
      boxes().forEach((box) => put(box, false));
      document.querySelector(".card-open")?.focus({ preventScroll: true });
    }
    show();
  }, true);

  // A box is known by what it would approve: should that have changed, it is no longer picked.
  const recall = () => {
    const here = boxes();
    here.forEach((box) => { if (box.checked) picked.add(box.value); else box.checked = picked.has(box.value); });
    const known = new Set(here.map((box) => box.value));
    if (form()) picked.forEach((value) => { if (!known.has(value)) picked.delete(value); });
    show();
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.requestConfig?.elt?.id === "bulk" && event.detail.xhr.status < 400) picked.clear();
  });
  document.addEventListener("htmx:afterSwap", recall);
  recall();

  // Nobody needs to see that something takes a moment, only that it takes longer.
  const PATIENCE = 150;
  let timer = 0;
  const ofPage = (event) => event.detail.target?.id === "page";
  const arrived = () => { clearTimeout(timer); document.getElementById("page")?.removeAttribute("aria-busy"); };
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!ofPage(event)) return;
    clearTimeout(timer);
    timer = setTimeout(() => document.getElementById("page").setAttribute("aria-busy", "true"), PATIENCE);
  });
  for (const end of ["htmx:afterSwap", "htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) {
    document.addEventListener(end, (event) => { if (ofPage(event)) arrived(); });
  }
})();
