/* What plain HTML cannot do: the sum of the ticked products, and the page's basket after htmx has
   added to it. Without this file everything still works. */
(function () {
  "use strict";

  // "12.50" and 2 -> 1250: whole numbers, so that sums are exact.
  function whole(price, digits) {
    const [units, rest = ""] = price.split(".");
    return parseInt(units + rest.padEnd(digits, "0").slice(0, digits), 10);
  }

  // Writes an amount as the server wrote 1234567.89, whatever the shop's format is.
  function money(amount, digits, sample) {
    const form = /1(\D*)234(?:\1)567(?:(\D)(\d+))?|\d[\d.,\s]*/.exec(sample);
    const shown = form[3] ? form[3].length : 0;
    const text = String(Math.round(amount / 10 ** (digits - shown))).padStart(shown + 1, "0");
    const units = text.slice(0, text.length - shown);
    const grouped = units.replace(/\B(?=(\d{3})+$)/g, form[1] || "");
    const written = grouped + (shown ? form[2] + text.slice(-shown) : "");
    return sample.slice(0, form.index) + written + sample.slice(form.index + form[0].length);
  }

  function sum(form) {
    const ticks = Array.from(form.querySelectorAll("input[type=checkbox][name=product]"));
    const ticked = ticks.filter((tick) => tick.checked);
    const prices = ticked.map((tick) => {
      const select = form.elements["choice-" + tick.value];
      const picked = select && select.selectedOptions ? select.selectedOptions[0] : tick;
      return picked.dataset.crosssellPrice;
    });
    const digits = Math.max(2, ...prices.map((price) => (price.split(".")[1] || "").length));
    const total = prices.reduce((before, price) => before + whole(price, digits), 0);
    form.querySelector("[data-crosssell-total]").textContent =
      money(total, digits, form.dataset.crosssellSample);
    form.querySelectorAll("[data-crosssell-label]").forEach((label) => {
      label.textContent = ticked.length === ticks.length
        ? label.dataset.crosssellAll : label.dataset.crosssellSome;
    });
    form.querySelector("button[type=submit]").disabled = ticked.length === 0;
  }

  function sumAll() {
    document.querySelectorAll("[data-crosssell-together]").forEach(sum);
  }

  function renewBasket(template) {
    template.dataset.crosssellPieces.split(",").forEach((selector) => {
      const piece = template.content.querySelector(selector);
      document.querySelectorAll(selector).forEach((old) => {
        if (!piece) return;
        const fresh = piece.cloneNode(true);
        old.replaceWith(fresh);
        window.htmx.process(fresh);
      });
    });
    template.remove();
  }

  function sayAdded(asked) {
    const form = asked.closest("form");
    const button = asked === form ? form.querySelector("button[type=submit]") : asked;
    const label = button.querySelector("[data-crosssell-added]");
    if (!label || button.classList.contains("is-added")) return;
    const before = label.textContent;
    label.textContent = label.dataset.crosssellAdded;
    button.classList.add("is-added");
    setTimeout(() => {
      label.textContent = before;
      button.classList.remove("is-added");
      if (form.matches("[data-crosssell-together]")) sum(form);
    }, 2500);
  }

  // What came of adding is said in a corner of the window: within the page it would cover a
  // product, or push the page down. It is there before it says anything, so that it is read out.
  const corner = document.createElement("div");
  corner.className = "crosssell crosssell-corner";
  corner.setAttribute("role", "status");
  corner.dataset.crosssellStatus = "";
  document.body.append(corner);
  let leaving = 0;

  // Away from what was pressed: on the other side, or on a phone at the other end.
  function place(pressed) {
    const box = pressed.getBoundingClientRect();
    const beyond = window.innerWidth < 640
      ? box.top + box.bottom > window.innerHeight
      : box.left + box.right > window.innerWidth;
    corner.classList.toggle("crosssell-corner--away", beyond);
  }

  // Good news goes by itself, unless somebody is at it; bad news waits to be closed.
  function leave() {
    clearTimeout(leaving);
    if (!corner.querySelector(".crosssell-result--good")) return;
    if (corner.querySelector(".crosssell-result--bad")) return;
    leaving = setTimeout(() => {
      if (!corner.matches(":hover, :focus-within")) corner.replaceChildren();
    }, 7000);
  }

  // Another choice has made a new set: its price is read out, and seen where it stands.
  const teller = document.createElement("div");
  teller.className = "crosssell-hidden";
  teller.setAttribute("role", "status");
  document.body.append(teller);

  function sayPrice(set) {
    const price = set.querySelector("[data-crosssell-price-said]");
    teller.textContent = price.textContent.replace(/\s+/g, " ").trim();
  }

  function barText(bar) {
    const text = bar.querySelector("[data-crosssell-bar-text]");
    return text ? text.textContent.trim() : "";
  }

  function renewBar(fresh) {
    const place = `[data-crosssell-bar][data-crosssell-placement="${fresh.dataset.crosssellPlacement}"]`;
    const changed = [];
    document.querySelectorAll(place).forEach((old) => {
      const bar = fresh.cloneNode(true);
      const focused = old.contains(document.activeElement);
      if (barText(bar) !== barText(old)) changed.push(barText(bar));
      const before = old.querySelector("progress");
      const now = bar.querySelector("progress");
      const value = now && now.value;
      if (before && now) now.value = before.value;
      old.replaceWith(bar);
      // From where it was to where it is.
      if (before && now) requestAnimationFrame(() => requestAnimationFrame(() => { now.value = value; }));
      if (window.htmx) window.htmx.process(bar);
      if (focused) bar.focus({ preventScroll: true });
    });
    return changed;
  }

  // The bars of the page stand before another basket: each comes anew, and what they say is read
  // out once.
  let asking = 0;
  function renewBars() {
    const groups = new Map();
    document.querySelectorAll("[data-crosssell-bar]").forEach((bar) => {
      const address = bar.dataset.crosssellBar;
      groups.set(address, (groups.get(address) || new Set()).add(bar.dataset.crosssellPlacement));
    });
    const turn = ++asking;
    const answers = Array.from(groups, ([address, placements]) => {
      const url = new URL(address, document.baseURI);
      placements.forEach((placement) => url.searchParams.append("placement", placement));
      return fetch(url).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)));
    });
    // Where it fails, the next page shows it.
    Promise.all(answers).then((pieces) => {
      // Another change was quicker: its answer is the newer one.
      if (turn !== asking) return;
      const fresh = document.createElement("template");
      fresh.innerHTML = pieces.join("");
      const bars = Array.from(fresh.content.querySelectorAll("[data-crosssell-bar]"));
      const there = new Set(bars.map((bar) => bar.dataset.crosssellPlacement));
      document.querySelectorAll("[data-crosssell-bar]").forEach((bar) => {
        if (!there.has(bar.dataset.crosssellPlacement)) bar.hidden = true;
      });
      const said = Array.from(new Set(bars.flatMap(renewBar))).join(" ");
      if (said) teller.textContent = said;
    }).catch(() => {});
  }

  function failed(event) {
    const form = event.target.closest("[data-crosssell-failed]");
    if (!form) return;
    const text = document.createElement("p");
    text.className = "crosssell-result crosssell-result--bad";
    text.textContent = form.dataset.crosssellFailed;
    corner.replaceChildren(text);
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-crosssell-together]");
    if (form) sum(form);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches("[data-crosssell-status]")) return;
    event.detail.target = corner;
    place(event.detail.requestConfig.elt);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.matches("[data-crosssell-set]")) sayPrice(event.target);
    const status = event.target.closest("[data-crosssell-status]");
    if (!status) return;
    status.querySelectorAll("[data-crosssell-pieces]").forEach(renewBasket);
    if (status.querySelector("[data-crosssell-good]")) {
      sayAdded(event.detail.requestConfig.elt);
    }
    leave();
  });
  corner.addEventListener("mouseleave", leave);
  corner.addEventListener("focusout", leave);
  corner.addEventListener("click", (event) => {
    if (event.target.closest("[data-crosssell-close]")) corner.replaceChildren();
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => {
    document.addEventListener(name, failed);
  });
  document.addEventListener("crosssell:basket-changed", renewBars);
  // Oscar's basket page posts by jQuery and puts the answer into the page.
  if (window.jQuery) {
    window.jQuery(document).on("ajaxSuccess", (event, answer, options) => {
      const basket = window.oscar && window.oscar.basket;
      if (basket && options.type === "POST" && options.url === basket.url) renewBars();
    });
  }
  // Browsers keep ticks when a page is reloaded or gone back to.
  window.addEventListener("pageshow", sumAll);
})();
