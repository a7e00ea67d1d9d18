// Keeps the figures of a bundle up to date while its form is filled in, and shows amounts where
// the reward takes them. Without it the button "Show what it costs" does the same.
(() => {
  "use strict";

  const form = document.getElementById("bundle_form");
  const panel = document.getElementById("crosssell-cost");
  const button = document.querySelector(".crosssell-cost-show input");
  if (!form || !panel || !button) {
    return;
  }
  const $ = window.django.jQuery;
  let asked = 0;
  let waiting = 0;

  async function show() {
    const number = ++asked;
    const body = new FormData(form);
    body.append(button.name, "1");
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(window.location.href, {
        method: "POST",
        body,
        headers: { "X-Crosssell-Part": "cost" },
      });
      if (answer.ok && !answer.redirected && number === asked) {
        panel.innerHTML = await answer.text();
      }
    } catch (error) {
      // The figures stay as they are; the button asks again.
    }
    if (number === asked) {
      panel.removeAttribute("aria-busy");
    }
  }

  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, 400);
  }

  function showAmounts() {
    const reward = form.querySelector("[data-crosssell-amounts]");
    const rows = form.querySelector("[data-crosssell-amounts-rows]");
    if (reward && rows) {
      rows.hidden = !reward.dataset.crosssellAmounts.split(" ").includes(reward.value);
    }
  }

  // Choices made by typing are told to jQuery alone.
  $(form).on("change input", (event) => {
    if (event.target.name) {
      showAmounts();
      soon();
    }
  });
  document.addEventListener("formset:removed", soon);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
  showAmounts();
})();
