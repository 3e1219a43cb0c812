// What the pages do beyond links and forms. Everything works without it, only not by keyboard.
(() => {
  "use strict";
  const typing = (element) => element && (element.isContentEditable || element.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
  const all = (selector) => [...document.querySelectorAll(selector)];

  // What somebody has begun to write survives a reload, an act of somebody else, and a crash of this tab.
  const keepIn = (field) => `slipway:${field.dataset.keep}`;
  const restore = (root) => root.querySelectorAll("[data-keep]").forEach((field) => {
    const kept = sessionStorage.getItem(keepIn(field));
    if (kept && !field.value) field.value = kept;
  });
  document.addEventListener("input", (event) => {
    if (event.target.dataset?.keep) sessionStorage.setItem(keepIn(event.target), event.target.value);
  });
  const settled = (form) => form.querySelectorAll("[data-keep]").forEach((field) => sessionStorage.removeItem(keepIn(field)));

  // Enough room for what is missing, asked for beside the field before anything is sent.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-needs]");
    if (!button) return;
    const field = button.form.elements[button.dataset.needs];
    field.setCustomValidity(field.value.trim() ? "" : "Please say why.");
    if (!field.reportValidity()) event.preventDefault();
  });
  document.addEventListener("input", (event) => event.target.setCustomValidity?.(""));

  const move = (by) => {
    const cards = all("[data-card]");
    if (!cards.length) return;
    const at = cards.findIndex((card) => card.classList.contains("card-open"));
    const next = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
    if (next && next !== cards[at]) next.click();
  };

  // Ctrl-K: type, then Enter for the first or the arrows for another.
  const palette = () => document.getElementById("palette");
  const openPalette = () => {
    const field = palette().querySelector("input");
    field.value = "";
    palette().showModal();
    field.focus();
    window.htmx?.trigger(field, "palette");
  };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette()) {
      event.preventDefault();
      if (!palette().open) openPalette();
    }
    if (!palette()?.open || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const stops = [palette().querySelector("input"), ...palette().querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement);
    stops[(at + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length].focus();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#palette")) return;
    const first = palette().querySelector("a");
    if (first) { event.preventDefault(); first.click(); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("#palette a")) palette().close(); });

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    "/": () => document.querySelector("[data-search]")?.focus(),
    "?": () => document.getElementById("keys")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const dialog = document.querySelector("dialog[open]");
    if (event.key === "Escape" && dialog) { event.preventDefault(); dialog.close(); return; }
    if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialog) return;
    if (!means(event.key)) return;
    event.preventDefault();
    if (busy) waiting.push(event.key);
    else means(event.key)();
  });

  // Whoever types faster than the page answers means what it will show: keys wait for the answer, in order.
  const means = (key) => {
    const button = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    return keys[key] ?? (button ? () => button.click() : null);
  };
  let busy = 0;
  let waiting = [];
  const idle = () => {
    busy = Math.max(0, busy - 1);
    while (!busy && waiting.length) means(waiting.shift())?.();
  };
  const ofPage = (event) => event.detail.target?.id === "page";
  document.addEventListener("htmx:beforeSend", (event) => { if (ofPage(event)) busy += 1; });
  for (const end of ["htmx:sendError", "htmx:sendAbort", "htmx:timeout"]) {
    document.addEventListener(end, (event) => { if (ofPage(event)) { waiting = []; idle(); } });
  }

  // After a swap the place in the list is kept, and so is the focus.
  let scrolled = 0;
  document.addEventListener("htmx:beforeSwap", () => { scrolled = document.querySelector(".list")?.scrollTop ?? 0; });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest?.("form");
    if (form && event.detail.successful) settled(form);
  });
  document.addEventListener("htmx:afterSwap", () => restore(document));
  document.addEventListener("htmx:afterSettle", (event) => {
    const list = document.querySelector(".list");
    if (list) list.scrollTop = scrolled;
    const open = document.querySelector(".card-open");
    if (open) { open.scrollIntoView({ block: "nearest" }); if (!typing(document.activeElement)) open.focus({ preventScroll: true }); }
    if (ofPage(event)) idle();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-back]") && history.length > 1) { event.preventDefault(); history.back(); }
  });
  restore(document);
})();
