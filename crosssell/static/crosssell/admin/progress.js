// Follows a refresh: asks how far it is every second and reloads the page when it has ended.
(() => {
  "use strict";

  const PATIENCE = 20;

  function follow(box, after) {
    const bar = box.querySelector("progress");
    const words = box.querySelector("span");
    let asked = 0;

    function show(run) {
      const newer = run.id > after;
      box.hidden = false;
      if (!newer) {
        words.textContent =
          asked < PATIENCE ? box.dataset.crosssellWaiting : box.dataset.crosssellNobody;
        bar.removeAttribute("value");
        return true;
      }
      bar.value = run.progress;
      words.textContent = `${run.words} (${run.progress} %)`;
      return run.going;
    }

    async function ask() {
      asked += 1;
      let more = true;
      try {
        const answer = await fetch(box.dataset.crosssellProgress, { cache: "no-store" });
        if (answer.ok) {
          more = show(await answer.json());
        }
      } catch (error) {
        // The network is away for a moment: ask again.
      }
      if (more) {
        setTimeout(ask, 1000);
      } else {
        window.location.replace(window.location.pathname + window.location.search);
      }
    }

    ask();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-crosssell-progress]");
    if (!box) {
      return;
    }
    const queued = /^#after-(\d+)$/.exec(window.location.hash);
    if (queued) {
      follow(box, Number(queued[1]));
    } else if (!box.hidden) {
      follow(box, 0);
    }
  });
})();
