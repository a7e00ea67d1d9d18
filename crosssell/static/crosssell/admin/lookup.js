// Inputs that are searched by typing, where Django's own autocomplete knows too little: those that
// take what is typed, those that are narrowed by the field beside them, and long lists of choices.
(() => {
  "use strict";

  const $ = window.django.jQuery;

  function beside(select) {
    const name = select.dataset.crosssellBeside;
    const group = name && select.closest("[data-crosssell-code]");
    const field = group && group.querySelector(`[name$="-${name}"]`);
    return field ? field.value : undefined;
  }

  function same(one, other) {
    return one.trim().toLowerCase() === other.trim().toLowerCase();
  }

  function put(select, text) {
    let option = [...select.options].find((one) => same(one.value, text));
    if (!option) {
      option = new Option(text, text);
      select.append(option);
    }
    option.selected = true;
    $(select).trigger("change");
  }

  // The text in the search box; select2 keeps it in the box of a list, or in the drop-down.
  function boxOf(select) {
    const made = $(select).data("select2");
    const box = select.multiple ? made.$container : made.$dropdown;
    return box.find(".select2-search__field")[0];
  }

  // Whoever types a text and goes on with Tab or a click means what was typed.
  function keepTyped(select) {
    let given = "";
    let settled = false;
    $(select)
      .on("select2:open", () => {
        given = "";
        settled = false;
        const box = boxOf(select);
        box.addEventListener("input", () => {
          given = box.value;
          settled = false;
        });
        box.addEventListener("keydown", (event) => {
          settled = event.key === "Escape" || (event.key === "Enter" && settled);
        });
      })
      .on("select2:selecting select2:unselecting", () => {
        settled = true;
      })
      .on("select2:closing", () => {
        const text = given.trim();
        given = "";
        if (text && !settled) {
          put(select, text);
        }
      });
  }

  function typed(select) {
    const how = select.dataset.crosssellTyped;
    const fits = new RegExp(`^(?:${select.dataset.crosssellPattern})$`, "isu");
    return {
      createTag: ({ term }) =>
        fits.test(term.trim()) ? { id: term.trim(), text: term.trim(), isTyped: true } : null,
      // What the shop has comes first; nothing is offered twice.
      insertTag: (found, tag) => {
        if (!found.some((one) => same(one.id, tag.id))) {
          found.push(tag);
        }
      },
      templateResult: (one) => (one.isTyped ? `${one.text} (${how})` : one.text),
    };
  }

  function begin(select) {
    const options = {
      ajax: {
        data: ({ term, page }) => ({ term, page, beside: beside(select) }),
      },
    };
    const open = "crosssellTyped" in select.dataset;
    $(select).select2(open ? { ...options, ...typed(select) } : options);
    if (open) {
      keepTyped(select);
    }
  }

  function search(select) {
    $(select).select2();
    // Select2 tells jQuery alone of a change; our scripts listen to the page.
    $(select).on("select2:select select2:unselect", () => {
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // Makes every such input below a node ready, once.
  function prepare(node) {
    const ready = (select) =>
      select.name.includes("__prefix__") || select.classList.contains("select2-hidden-accessible");
    for (const select of node.querySelectorAll("select.crosssell-lookup")) {
      if (!ready(select)) {
        begin(select);
      }
    }
    for (const select of node.querySelectorAll("select.crosssell-searched")) {
      if (!ready(select)) {
        search(select);
      }
    }
  }

  document.addEventListener("crosssell:loaded", (event) => prepare(event.target));
  document.addEventListener("formset:added", (event) => prepare(event.target));
  $(() => prepare(document));
})();
