// Pictures: paper shows everything that a screen folds away, and Escape takes a hint off the screen.
(() => {
  "use strict";
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details[data-print]:not([open])")];
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => { opened.forEach((one) => { one.open = false; }); opened = []; });
  const hush = (quiet) => document.querySelector(".tl")?.classList.toggle("tl-quiet", quiet);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hush(true); });
  for (const kind of ["focusin", "mouseover"]) {
    document.addEventListener(kind, (event) => { if (event.target.closest?.(".tl-line") !== event.relatedTarget?.closest?.(".tl-line")) hush(false); });
  }
})();
