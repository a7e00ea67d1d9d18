/* Tells the shop what was seen and clicked of what it recommends, and keeps where a visitor has come
   from until he buys. Without this file clicks and purchases still count: links and forms carry the
   same tokens. Nothing of the visitor is sent, and nothing at all where he has opted out. */
(function () {
  "use strict";

  const FIELD = "crosssell";
  const MARKED = "[data-crosssell-token]";
  const SECOND = 1000;
  const EVERY = 5000;
  const MOST = 64;
  const own = document.currentScript;
  const optedOut = navigator.globalPrivacyControl === true || navigator.doNotTrack === "1";

  // A page that was reached by a token keeps it while it is open or reloaded; its address goes
  // without, so that it can be shared and stored.
  function landed() {
    const parts = location.search.slice(1).split("&");
    const rest = parts.filter((part) => part.split("=")[0] !== FIELD);
    const kept = history.state && typeof history.state === "object" ? history.state : {};
    if (rest.length === parts.length) return kept[FIELD];
    const token = new URLSearchParams(location.search).get(FIELD);
    const query = rest.length ? "?" + rest.join("&") : "";
    const state = optedOut ? kept : Object.assign({}, kept, { [FIELD]: token });
    history.replaceState(state, "", location.pathname + query + location.hash);
    return token;
  }

  function address(text) {
    try {
      return new URL(text, document.baseURI);
    } catch {
      return null;
    }
  }

  const token = landed();
  if (optedOut || !own) return;

  // Forms that add to the basket say where the page's product was found; the shop counts it for
  // that product alone.
  const adds = own.dataset.crosssellAdds;
  const number = adds.lastIndexOf("0");
  const before = adds.slice(0, number);
  const after = adds.slice(number + 1);
  function addsToBasket(form) {
    const url = address(form.getAttribute("action") || "");
    const path = url && adds ? url.pathname : "";
    return path.startsWith(before) && path.endsWith(after)
      && /^\d+$/.test(path.slice(before.length, path.length - after.length));
  }
  function keepIn(form) {
    if (form.querySelector("[data-crosssell-landed]")) return;
    if (!form.matches(".crosssell-form") && !addsToBasket(form)) return;
    const input = document.createElement("input");
    input.type = "hidden";
    input.dataset.crosssellLanded = "";
    input.name = FIELD;
    input.value = token;
    form.append(input);
  }

  const waiting = { viewable: [], click: [] };
  const told = new Set();
  // Without cookies where the browser can: nobody is looked up for it, and nobody can be.
  const bare = "keepalive" in Request.prototype;
  function post(text) {
    const target = own.dataset.crosssellSeen;
    if (!bare) return Boolean(navigator.sendBeacon) && navigator.sendBeacon(target, text);
    fetch(target, { method: "POST", body: text, keepalive: true, credentials: "omit" }).catch(() => {});
    return true;
  }
  function send() {
    Object.entries(waiting).forEach(([kind, tokens]) => {
      while (tokens.length) {
        const some = tokens.slice(0, MOST);
        // What the browser does not take now, it may take later.
        if (!post(JSON.stringify({ kind, tokens: some }))) return;
        tokens.splice(0, some.length);
      }
    });
  }
  function tell(kind, one) {
    if (told.has(kind + one)) return;
    told.add(kind + one);
    waiting[kind].push(one);
  }

  // Half of it in view for one second, while the page itself is looked at.
  const timers = new Map();
  function stop(element) {
    clearTimeout(timers.get(element));
    timers.delete(element);
  }
  const observer = "IntersectionObserver" in window && new IntersectionObserver((entries) => {
    entries.forEach((entry) => {
      stop(entry.target);
      if (entry.intersectionRatio < 0.5 || document.visibilityState !== "visible") return;
      timers.set(entry.target, setTimeout(() => {
        stop(entry.target);
        observer.unobserve(entry.target);
        tell("viewable", entry.target.dataset.crosssellToken);
      }, SECOND));
    });
  }, { threshold: 0.5 });
  function within(root, selector) {
    return [...(root.matches(selector) ? [root] : []), ...root.querySelectorAll(selector)];
  }
  function look(root) {
    if (observer) {
      within(root, MARKED).forEach((element) => {
        if (!told.has("viewable" + element.dataset.crosssellToken)) observer.observe(element);
      });
    }
    if (token) within(root, "form[method=post]").forEach(keepIn);
  }

  function clicked(event) {
    const link = event.button < 2 && event.target instanceof Element && event.target.closest("a[href]");
    const url = link && address(link.getAttribute("href"));
    const one = url && url.searchParams.get(FIELD);
    if (!one) return;
    tell("click", one);
    send();
  }

  look(document.body);
  // What htmx or a new bar brings later.
  new MutationObserver((changes) => {
    changes.forEach((change) => change.addedNodes.forEach((node) => {
      if (node.nodeType === Node.ELEMENT_NODE) look(node);
    }));
  }).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("click", clicked, true);
  document.addEventListener("auxclick", clicked, true);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      if (observer) within(document.body, MARKED).forEach((element) => observer.unobserve(element));
      look(document.body);
      return;
    }
    Array.from(timers.keys()).forEach(stop);
    send();
  });
  window.addEventListener("pagehide", send);
  setInterval(send, EVERY);
})();
