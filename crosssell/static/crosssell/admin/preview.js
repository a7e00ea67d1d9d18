// Frames of the preview are as high as what they show; their width can be a phone's.
"use strict";

function fit(frame) {
  const inside = frame.contentDocument;
  if (inside && inside.body) {
    frame.style.height = `${Math.max(80, inside.body.scrollHeight + 4)}px`;
  }
}

for (const frame of document.querySelectorAll(".crosssell-frame")) {
  const again = () => fit(frame);
  frame.addEventListener("load", () => {
    again();
    // Pictures and fonts arrive later, and widths change with the window.
    new ResizeObserver(again).observe(frame.contentDocument.body);
  });
  new ResizeObserver(again).observe(frame);
  again();
}

for (const widths of document.querySelectorAll(".crosssell-widths")) {
  widths.hidden = false;
  const buttons = widths.querySelectorAll("button");
  widths.addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) {
      return;
    }
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    widths.parentElement.classList.toggle("is-phone", chosen.dataset.crosssellWidth !== "");
  });
}
