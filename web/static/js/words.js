// Comments that name people. Without it an `@` and an id do the same.
(() => {
  "use strict";
  const NAMED = /(^|[^\p{L}\p{N}_.@/+-])@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,40})$/u;
  let boxes = 0;

  // A text field stays one: it says what it offers, and a list beside it says where in it somebody is.
  class MentionBox extends HTMLElement {
    connectedCallback() {
      this.field = this.querySelector("textarea");
      if (!this.field || this.list) return;
      this.list = document.createElement("ul");
      this.list.id = `mentions-${boxes += 1}`;
      this.list.className = "mentions";
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", "People");
      this.list.hidden = true;
      this.said = document.createElement("span");
      this.said.className = "sr";
      this.said.setAttribute("role", "status");
      this.append(this.list, this.said);
      this.field.setAttribute("aria-autocomplete", "list");
      this.field.setAttribute("aria-controls", this.list.id);
      this.field.setAttribute("autocomplete", "off");
      this.field.addEventListener("input", () => this.look());
      this.field.addEventListener("click", () => this.look());
      this.field.addEventListener("blur", () => this.close());
      this.field.addEventListener("keydown", (event) => this.press(event));
      this.list.addEventListener("pointerdown", (event) => {
        event.preventDefault(); // the field keeps the focus
        const option = event.target.closest("[role=option]");
        if (option) this.take(option);
      });
    }

    disconnectedCallback() { clearTimeout(this.timer); this.asking?.abort(); }

    get options() { return [...this.list.children]; }

    begun() {
      const { selectionStart, selectionEnd, value } = this.field;
      return selectionStart === selectionEnd ? NAMED.exec(value.slice(0, selectionStart)) : null;
    }

    look() {
      clearTimeout(this.timer);
      const begun = this.begun();
      if (!begun) { this.close(); return; }
      this.timer = setTimeout(() => this.ask(begun[2]), 120);
    }

    async ask(words) {
      this.asking?.abort();
      this.asking = new AbortController();
      try {
        const reply = await fetch(`/people/named?q=${encodeURIComponent(words)}`, { signal: this.asking.signal });
        if (!reply.ok || reply.redirected || this.begun()?.[2] !== words) { this.close(); return; }
        this.offer(new DOMParser().parseFromString(await reply.text(), "text/html").querySelectorAll("[role=option]"));
      } catch { this.close(); }
    }

    offer(found) {
      this.list.replaceChildren(...found);
      this.options.forEach((option, place) => { option.id = `${this.list.id}-${place}`; });
      this.list.hidden = !found.length;
      if (!found.length) { this.close(); return; }
      this.said.textContent = `${found.length} ${found.length === 1 ? "person" : "people"}; choose with the arrows and Enter.`;
      this.point(0);
    }

    point(place) {
      this.at = place;
      this.options.forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
      this.options[place].scrollIntoView({ block: "nearest" });
      this.field.setAttribute("aria-activedescendant", this.options[place].id);
    }

    press(event) {
      if (this.list.hidden || event.isComposing) return;
      const number = this.options.length;
      const move = { ArrowDown: 1, ArrowUp: number - 1 }[event.key];
      if (move) this.point((this.at + move) % number);
      else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.take(this.options[this.at]);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation(); // the keys of the page rest meanwhile
    }

    take(option) {
      const begun = this.begun();
      if (begun) {
        const end = this.field.selectionStart;
        this.field.setRangeText(`@${option.dataset.id} `, end - begun[2].length - 1, end, "end");
        this.field.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
      }
      this.close();
    }

    close() {
      clearTimeout(this.timer);
      this.asking?.abort();
      if (!this.list || this.list.hidden) return;
      this.list.hidden = true;
      this.said.textContent = "";
      this.field.removeAttribute("aria-activedescendant");
    }
  }
  customElements.define("mention-box", MentionBox);
})();
