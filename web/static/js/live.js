// Pages that keep themselves up to date: a stream says that something moved, the page loads itself once more and takes
// over what differs. What somebody typed, opened, selected or focused stays; what they are about to click does not move.
(() => {
  "use strict";
  const QUIET = 900, PATIENCE = 2500, APART = 3000, JITTER = 250, AGAIN = 30000, AWAY = 5000, MOST = 80;
  const page = () => document.getElementById("page");
  const note = () => document.getElementById("news");
  const watched = () => document.querySelector("live-page");

  let stream = null, hears = "", shows = {};
  let told = {}, tried = {};       // how far things are, as we heard; and how far they were when the page was last loaded
  let behind = false, since = 0;   // there is something new, and since when it waits
  let over = "", rest = 0;         // where we were when the session ended; until when no stream is asked for
  let loading = false, loaded = 0, turn = 0, timer = 0;
  let acted = 0, pressed = false, composing = false, hidden = 0;

  // Hearing --------------------------------------------------------------------------------------------------------

  const read = (element) => Object.fromEntries(
    element.dataset.shows.split(" ").filter(Boolean).map((one) => [one.slice(0, one.lastIndexOf(":")), Number(one.slice(one.lastIndexOf(":") + 1))]));

  const close = () => { stream?.close(); stream = null; hears = ""; };

  // A hidden page hears nothing: browsers allow few connections, and it hears all it missed when it is shown again.
  const tune = () => {
    const element = watched();
    if (over && over !== location.href) { over = ""; say(""); }
    if (!element || document.hidden || over) return close();
    shows = read(element);
    const wants = [...Object.keys(shows).sort(), "inbox" in element.dataset].join(" ");
    const missed = Object.keys(shows).some((key) => told[key] > Math.max(shows[key], tried[key] ?? 0));
    if (missed) fall(); else if (!loading) { behind = false; say(""); }
    if ((stream && wants === hears) || performance.now() < rest) return;
    close();
    const query = new URLSearchParams(Object.entries(shows).slice(0, MOST).map(([key, position]) => ["of", `${key}:${position}`]));
    if ("inbox" in element.dataset) query.set("inbox", "true");
    hears = wants;
    const mine = stream = new EventSource(`/changes?${query}`);
    mine.addEventListener("changed", (event) => {
      for (const [key, position] of Object.entries(JSON.parse(event.data))) {
        if (position <= Math.max(shows[key] ?? 0, told[key] ?? 0)) continue;
        told[key] = position;
        fall();
      }
    });
    mine.addEventListener("over", end);
    mine.addEventListener("error", () => {
      if (mine.readyState !== EventSource.CLOSED || mine !== stream) return;  // it comes again by itself
      close();
      rest = performance.now() + AGAIN;
      setTimeout(tune, AGAIN);
      fall();  // refused, and not told why: the page itself will say
    });
  };

  // What is shown stays, with all that was typed; only that it gets no newer is said.
  const end = () => { over = location.href; behind = false; close(); say("news-over"); };

  const fall = () => {
    if (!behind) since = performance.now();
    behind = true;
    soon(Math.random() * JITTER + Math.max(0, loaded + APART - performance.now()));
  };
  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(attempt, wait); };

  // Waiting for a good moment --------------------------------------------------------------------------------------

  const selected = () => { const chosen = getSelection(); return chosen && !chosen.isCollapsed && page().contains(chosen.anchorNode); };
  const held = () => document.querySelector("dialog[open]") || selected() || composing || pressed
    || document.activeElement?.tagName === "SELECT" || performance.now() - acted < QUIET
    || document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling");

  const attempt = () => {
    if (!behind || document.hidden || over) return;
    if (!held()) return void load(false);
    if (performance.now() - since > PATIENCE) say("news-waits");
    soon(250);
  };

  const say = (words) => {
    const place = note();
    if (!place || place.dataset.says === words) return;
    place.dataset.says = words;
    place.replaceChildren(...(words ? [document.getElementById(words).content.cloneNode(true)] : []));
  };

  // Loading --------------------------------------------------------------------------------------------------------

  // What is open in a list stays open, also when it is done and no longer stands there.
  let pin = {};
  const opened = () => {
    const card = document.querySelector(".card-open");
    if (card) pin = { at: location.href, id: new URL(card.href).searchParams.get("open") };
    return pin.at === location.href ? pin.id : "";
  };

  const load = async (asked) => {
    if (loading) return;
    loading = true;
    behind = false;
    const at = location.href, mine = turn, before = { ...told };
    try {
      const reply = await fetch(at, { headers: { "Slipway-Refresh": opened(), "Slipway-Since": watched()?.dataset.since ?? "" }, redirect: "manual", cache: "no-store" });
      if (reply.type === "opaqueredirect" || reply.status === 401) return end();
      if (!reply.ok) throw new Error(`${reply.status}`);
      const next = new DOMParser().parseFromString(await reply.text(), "text/html");
      if (location.href !== at || mine !== turn) return;  // they went on: what they see now is newer
      if (!asked && held()) { behind = true; return soon(250); }
      if (!asked && disowned(next)) { since = -PATIENCE; return say("news-waits"); }
      tried = before;
      take(next);
      say("");
    } catch {
      behind = true;
      soon(AGAIN);
    } finally {
      loading = false;
      loaded = performance.now();
    }
  };

  // A form that somebody writes in is about what they saw. When that is another thing now, or the form is gone, they
  // are asked first; when they send it as it is, they are told what changed.
  const written = (field) => field.matches("textarea, input:not([type=hidden])") && !field.closest("[data-own]")
    && (/^(checkbox|radio)$/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
  const disowned = (next) => [...page().querySelectorAll("form")].filter((form) => [...form.elements].some(written)).some((form) => {
    const twin = [...next.querySelectorAll("form")].find((one) => one.getAttribute("action") === form.getAttribute("action"));
    return !twin || twin.elements.subject?.value !== form.elements.subject?.value;
  });

  const take = (next) => {
    const shell = document.getElementById("shell"), wanted = next.getElementById("shell");
    if (!wanted) return;
    const focus = document.activeElement, from = focus?.selectionStart, to = focus?.selectionEnd;
    document.title = next.title;
    become(shell, wanted);
    if (focus !== document.activeElement && focus?.isConnected) {
      focus.focus({ preventScroll: true });
      if (typeof from === "number") focus.setSelectionRange(from, to);
    }
    window.htmx?.process(page());
    page().dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true, detail: { elt: page(), target: page() } }));
  };

  // Taking over what differs ---------------------------------------------------------------------------------------

  // What tells children of one parent apart: a card or a form is itself wherever it stands.
  const key = (node) => {
    if (node.nodeType !== 1) return "";
    if (node.tagName === "FORM") return `form ${node.getAttribute("action")}`;
    const own = node.id || node.dataset.item || node.getAttribute("aria-label");
    if (own) return own;
    if (!/^(LI|SECTION|DETAILS|ARTICLE|TR)$/.test(node.tagName)) return "";
    const name = node.querySelector("a[href], summary, h1, h2, h3, h4");
    return name ? name.getAttribute("href") || name.textContent : "";
  };
  const same = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && key(one) === key(other);

  const become = (now, next) => {
    if ("own" in now.dataset || (now.tagName === "INPUT" && now.name === "key")) return;  // a form keeps the key of its command
    for (const { name, value } of next.attributes) if (name !== "open" && now.getAttribute(name) !== value) {
      if (!(name === "value" || name === "checked") || !written(now)) now.setAttribute(name, value);
    }
    for (const { name } of [...now.attributes]) if (name !== "open" && !next.hasAttribute(name)) now.removeAttribute(name);
    if (now.tagName === "TEXTAREA") { if (!written(now)) now.defaultValue = next.defaultValue; return; }
    if (now.tagName === "SELECT" && [...now.options].map((it) => it.value).join() === [...next.options].map((it) => it.value).join()) return;
    children(now, next);
  };

  const children = (now, next) => {
    const wanted = [...next.childNodes], stay = new Set(wanted.map(key));
    let at = now.firstChild;
    const drop = () => { const gone = at; at = at.nextSibling; gone.remove(); };
    for (const one of wanted) {
      while (at && key(at) && !stay.has(key(at))) drop();
      let found = at;
      while (found && !same(found, one)) found = found.nextSibling;
      if (!found) { now.insertBefore(document.importNode(one, true), at); continue; }
      if (found === at) at = at.nextSibling;
      else if (now.moveBefore) now.moveBefore(found, at);
      else now.insertBefore(found, at);
      if (found.nodeType === 1) become(found, one);
      else if (found.nodeValue !== one.nodeValue) found.nodeValue = one.nodeValue;
    }
    while (at) drop();
  };

  // When ------------------------------------------------------------------------------------------------------------

  for (const kind of ["keydown", "input", "pointerdown"]) document.addEventListener(kind, () => { acted = performance.now(); }, true);
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const kind of ["pointerup", "pointercancel", "dragend"]) document.addEventListener(kind, () => { pressed = false; }, true);
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#news button")) return;
    document.getElementById("main").focus({ preventScroll: true });
    load(true);
  });
  document.addEventListener("htmx:beforeSend", (event) => { if (event.detail.target?.id === "page") turn += 1; });
  document.addEventListener("htmx:afterSwap", tune);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) { hidden = performance.now(); return close(); }
    if (performance.now() - hidden > AWAY && watched()) fall();
    tune();
  });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) { if (watched()) fall(); tune(); } });
  tune();
})();
