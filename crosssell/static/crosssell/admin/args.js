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

  document.addEventListener("change", (event) => {
    if (event.target.matches("select")) {
      const scope = event.target.closest(".inline-related") || event.target.closest("form");
      if (scope) {
        showAll(scope);
      }
    }
  });
  document.addEventListener("formset:added", (event) => showAll(event.target));
  document.addEventListener("DOMContentLoaded", () => showAll(document));
})();
