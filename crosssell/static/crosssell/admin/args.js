// Loads the settings of the plugin that is chosen; what was typed for another one is kept.
(() => {
  "use strict";

  let kept = new WeakMap();

  function boxOf(chooser) {
    const scope = chooser.closest(".inline-related") || chooser.form;
    return [...(scope ? scope.querySelectorAll("[data-crosssell-chooser]") : [])].find((box) => {
      const name = box.dataset.crosssellChooser;
      return chooser.name === name || chooser.name.endsWith(`-${name}`);
    });
  }

  // "conditions-3-code" is in the row "conditions-3"; "strategy" is in the form itself.
  function rowOf(chooser, box) {
    return chooser.name.slice(0, -box.dataset.crosssellChooser.length).replace(/-$/, "");
  }

  function showRow(box) {
    const row = box.closest(".form-row");
    if (row) {
      row.hidden = !box.querySelector("[data-crosssell-code], .errorlist");
    }
  }

  function put(box, group) {
    const before = box.querySelector("[data-crosssell-code]");
    if (before) {
      const groups = kept.get(box) || {};
      groups[before.dataset.crosssellCode] = before;
      kept.set(box, groups);
      before.remove();
    }
    const around = box.closest(".form-row") || box;
    around.querySelectorAll(".errorlist").forEach((list) => list.remove());
    if (group) {
      box.prepend(group);
    }
    showRow(box);
  }

  async function load(chooser, box) {
    const wanted = chooser.value;
    const old = (kept.get(box) || {})[wanted];
    if (!wanted || old) {
      put(box, old);
      return;
    }
    const row = encodeURIComponent(rowOf(chooser, box));
    const url = `${box.dataset.crosssellUrl}${encodeURIComponent(wanted)}/?row=${row}`;
    box.setAttribute("aria-busy", "true");
    let group = null;
    try {
      const answer = await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      if (!answer.ok || answer.redirected) {
        throw new Error(answer.statusText);
      }
      const holder = document.createElement("template");
      holder.innerHTML = await answer.text();
      group = document.importNode(holder.content, true).querySelector("[data-crosssell-code]");
    } catch (error) {
      group = document.createElement("p");
      group.className = "errorlist";
      group.textContent = box.dataset.crosssellFailed;
    }
    if (chooser.value !== wanted) {
      return; // Something else was chosen meanwhile.
    }
    box.removeAttribute("aria-busy");
    put(box, group);
    if (group && window.django) {
      window.django.jQuery(group).find(".admin-autocomplete").djangoAdminSelect2();
      group.dispatchEvent(new CustomEvent("crosssell:loaded", { bubbles: true }));
    }
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
    if (event.target.matches("select")) {
      const box = event.target.closest("[data-crosssell-chooser]") ? null : boxOf(event.target);
      if (box) {
        load(event.target, box);
      }
      showRules();
    }
  });

  document.addEventListener("formset:added", (event) => {
    event.target.querySelectorAll("[data-crosssell-chooser]").forEach(showRow);
  });
  // The rows after it have other numbers now, so the names of what was kept are wrong.
  document.addEventListener("formset:removed", () => {
    kept = new WeakMap();
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-crosssell-chooser]").forEach(showRow);
    showRules();
  });
})();
