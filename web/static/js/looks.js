// That a page was looked at: said once it has been on a screen for a moment, so that the next visit knows what is new.
(() => {
  "use strict";
  const A_MOMENT = 2000;
  const said = {};
  let timer = 0;
  const say = () => {
    const page = document.querySelector("live-page[data-look]");
    const csrf = document.querySelector("#page input[name=csrf]");
    if (!page || !csrf || document.hidden) return;
    const { look: item, seq, shows } = page.dataset;
    const seen = Number(seq) <= parseInt(page.dataset.since || "-1", 10) && !("news" in page.dataset);
    if (seen || said[item] === shows) return;
    said[item] = shows;
    const body = new URLSearchParams({ csrf: csrf.value, item, seq, quietly: "true" });
    fetch("/looks", { method: "POST", body, keepalive: true, headers: { "Slipway-Refresh": "" } }).catch(() => { delete said[item]; });
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(say, A_MOMENT); };
  document.addEventListener("htmx:afterSwap", soon);
  document.addEventListener("visibilitychange", soon);
  soon();
})();
