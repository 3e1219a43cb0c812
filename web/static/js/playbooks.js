// From what is wrong in a playbook to its line in the text. Without this, the link leads to the text alone.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    const field = link && document.getElementById("written");
    if (!field) return;
    event.preventDefault();
    const lines = field.value.split("\n");
    const number = Math.min(Number(link.dataset.line), lines.length);
    const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
    field.focus();
    field.setSelectionRange(start, start + lines[number - 1].length);
    field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, number - 4);
  });
})();
