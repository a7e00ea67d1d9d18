// Keeps the words and the bars of a threshold up to date while its form is filled in, and asks of
// each tier what its reward takes. Without it the button "Show what it says" does the same.
(() => {
  "use strict";

  const form = document.getElementById("threshold_form");
  const button = document.querySelector(".crosssell-show input");
  if (!form || !button) {
    return;
  }
  const $ = window.django.jQuery;
  let asked = 0;
  let waiting = 0;

  async function show() {
    const number = ++asked;
    const body = new FormData(form);
    body.append(button.name, "1");
    try {
      const answer = await fetch(window.location.href, {
        method: "POST",
        body,
        headers: { "X-Crosssell-Part": "said" },
      });
      if (answer.ok && !answer.redirected && number === asked) {
        const holder = document.createElement("template");
        holder.innerHTML = await answer.text();
        holder.content.querySelectorAll("[data-crosssell-part]").forEach((part) => {
          const there = document.getElementById(part.dataset.crosssellPart);
          there.replaceChildren(...part.childNodes);
          open(there);
        });
      }
    } catch (error) {
      // What is there stays; the button asks again.
    }
  }

  // A page that is parsed opens these trees by itself; what comes later does not.
  function open(part) {
    part.querySelectorAll("template[shadowrootmode]").forEach((template) => {
      template.parentNode.attachShadow({ mode: "open" }).append(template.content);
      template.remove();
    });
  }

  function soon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, 400);
  }

  // The reward's own amounts, and its gifts, where it takes them; what is wrong stays in sight.
  function showNeeds(row) {
    const reward = row.querySelector("select[data-crosssell-amounts]");
    if (!reward) {
      return;
    }
    const taken = (names) => names.split(" ").includes(reward.value);
    row.querySelectorAll("[data-crosssell-own]").forEach((own) => {
      own.hidden = !taken(reward.dataset.crosssellAmounts);
    });
    const gifts = row.querySelector(".form-row.field-gifts");
    const chosen = gifts && gifts.querySelector("select").selectedOptions.length;
    if (gifts) {
      const wrong = gifts.querySelector(".errorlist");
      gifts.hidden = !taken(reward.dataset.crosssellGifts) && !chosen && !wrong;
    }
  }

  function showAll() {
    form.querySelectorAll(".inline-related").forEach(showNeeds);
  }

  // Choices made by typing are told to jQuery alone.
  $(form).on("change input", (event) => {
    if (event.target.name) {
      showAll();
      soon();
    }
  });
  // Gifts are sent in the order in which they were chosen.
  $(form).on("select2:select", "select[data-crosssell-ordered]", (event) => {
    const chosen = String(event.params.data.id);
    const option = [...event.target.options].find((one) => one.value === chosen);
    if (option) {
      event.target.append(option);
      $(event.target).trigger("change");
    }
  });
  document.addEventListener("formset:added", showAll);
  document.addEventListener("formset:removed", soon);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    show();
  });
  showAll();
  // A new threshold may begin with a tier that another page has proposed.
  const begins = form.querySelector('[name^="tiers-0-amounts-"][name$="-from"]');
  if (begins && begins.value && document.querySelector("#crosssell-said .help")) {
    show();
  }
})();
