// Shows the settings of the chosen plugin alone. Hidden groups are disabled, so they are not sent.
(() => {
  "use strict";

  function chooserOf(box) {
    const name = box.dataset.crosssellChooser;
    const scope = box.closest(".inline-related") || box.closest("form");
    return scope && scope.querySelector(`select[name="${name}"], select[name$="-${name}"]`);
  }

  function show(box) {
    const chooser = chooserOf(box);
    if (!chooser) {
      return;
    }
    let shown = 0;
    for (const group of box.querySelectorAll("[data-crosssell-code]")) {
      const chosen = group.dataset.crosssellCode === chooser.value;
      group.hidden = !chosen;
      group.disabled = !chosen;
      shown += chosen ? 1 : 0;
    }
    const row = box.closest(".form-row");
    if (row) {
      row.hidden = shown === 0;
    }
  }

  function showAll(root) {
    root.querySelectorAll("[data-crosssell-chooser]").forEach(show);
  }

  // Rules are asked for where the kind of widget takes them; chosen ones stay in sight.
  function showRules() {
    const widget = document.querySelector("[data-crosssell-takes-rules]");
    const row = document.querySelector(".form-row.field-rules");
    const rules = row && row.querySelector("select");
    if (widget && rules) {
      const takers = widget.dataset.crosssellTakesRules.split(" ");
      row.hidden =
        widget.value !== "" && !takers.includes(widget.value) && !rules.selectedOptions.length;
    }
  }

  document.addEventListener("change", (event) => {
    showRules();
    if (event.target.matches("select")) {
      const scope = event.target.closest(".inline-related") || event.target.closest("form");
      if (scope) {
        showAll(scope);
      }
    }
  });
  document.addEventListener("formset:added", (event) => showAll(event.target));
  document.addEventListener("DOMContentLoaded", () => {
    showAll(document);
    showRules();
  });
})();
