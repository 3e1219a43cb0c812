// Files of a form go ahead of it, one by one, and say how far they are. Without it they go along with the form.
(() => {
  "use strict";
  const make = (name, ...classes) => { const made = document.createElement(name); made.classList.add(...classes); return made; };
  const button = (words, act) => {
    const made = make("button", "button", "button-small");
    made.type = "button";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };

  class FileDrop extends HTMLElement {
    connectedCallback() {
      if (this.list) return;
      this.input = this.querySelector("input[type=file]");
      this.list = this.querySelector(".uploads");
      this.said = make("span", "sr");
      this.said.setAttribute("role", "status");
      this.append(this.said);
      this.under = new Set();
      this.hint = make("small", "quiet");
      this.hint.textContent = "Choose files, or drop them here.";
      this.input.after(this.hint);
      this.input.addEventListener("change", () => { this.take([...this.input.files]); this.input.value = ""; });
      for (const kind of ["dragenter", "dragover"]) this.addEventListener(kind, (event) => { event.preventDefault(); this.classList.add("over"); });
      this.addEventListener("dragleave", (event) => { if (!this.contains(event.relatedTarget)) this.classList.remove("over"); });
      this.addEventListener("drop", (event) => {
        event.preventDefault();
        this.classList.remove("over");
        this.take([...event.dataTransfer.files]);
      });
      this.wait = (event) => {
        if (event.target !== this.closest("form") || !this.under.size) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.say("A file is still on its way. Wait until it is uploaded, or cancel it.", true);
      };
      document.addEventListener("submit", this.wait, true);
    }

    disconnectedCallback() {
      document.removeEventListener("submit", this.wait, true);
      this.under.forEach((sending) => sending.abort());
    }

    say(words, shown = false) {
      this.said.textContent = words;
      if (shown) this.hint.textContent = words;
    }

    take(files) { files.forEach((file) => this.send(file)); }

    send(file, line = make("li", "upload")) {
      const name = make("span", "upload-name");
      name.textContent = file.name;
      line.replaceChildren(name);
      if (!line.isConnected) this.list.append(line);
      const most = Number(this.dataset.most);
      if (!file.size) { this.refuse(line, "The file is empty.", null); return; }
      if (file.size > most) { this.refuse(line, `It has more than ${Math.floor(most / 1048576)} MiB. Add a link to it instead.`, null); return; }

      const bar = make("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", `Uploading ${file.name}`);
      const sending = new XMLHttpRequest();
      const again = () => this.send(file, line);
      line.append(bar, button("Cancel", () => { sending.abort(); line.remove(); this.say(`${file.name} is cancelled.`); this.input.focus(); }));
      sending.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = Math.round((100 * event.loaded) / event.total); });
      sending.addEventListener("loadend", () => this.under.delete(sending));
      sending.addEventListener("error", () => this.refuse(line, "The connection broke.", again));
      sending.addEventListener("load", () => this.done(line, file, sending, again));
      sending.open("POST", `${this.dataset.to}?name=${encodeURIComponent(file.name)}`);
      sending.setRequestHeader("X-Slipway-CSRF", this.dataset.csrf);
      sending.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      this.under.add(sending);
      sending.send(file);
      this.say(`Uploading ${file.name}.`);
    }

    done(line, file, sending, again) {
      const page = new DOMParser().parseFromString(sending.responseText, "text/html");
      const kept = sending.status === 201 && page.querySelector(".upload-kept");
      if (kept) {
        kept.append(button("Remove", () => { kept.remove(); this.say(`${file.name} is taken out of the form.`); this.input.focus(); }));
        line.replaceWith(kept);
        this.say(`${file.name} is uploaded.`);
        this.hint.textContent = "Choose files, or drop them here.";
        return;
      }
      if (sending.status === 401) {
        this.refuse(line, "Your session is over. What you wrote is kept in this tab: sign in, and choose the file again.", null);
        const link = make("a");
        link.href = `/sign-in?then=${encodeURIComponent(location.pathname + location.search)}`;
        link.textContent = "Sign in";
        link.setAttribute("hx-boost", "false");
        line.append(link);
        return;
      }
      const why = [...page.querySelectorAll(".problem > p:not(.quiet), .problem li")].map((one) => one.textContent.trim()).join(" ");
      this.refuse(line, why || "Slipway did not take it.", sending.status >= 500 ? again : null);
    }

    refuse(line, why, again) {
      const name = line.querySelector(".upload-name");
      const wrong = make("span", "upload-wrong");
      wrong.textContent = why;
      line.replaceChildren(name, ...(again ? [button("Try again", again)] : []), button("Remove", () => { line.remove(); this.input.focus(); }), wrong);
      this.say(`${name.textContent}: ${why}`);
    }
  }
  customElements.define("file-drop", FileDrop);
})();
