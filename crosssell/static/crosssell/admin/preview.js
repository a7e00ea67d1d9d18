// Frames of the preview are as high as what they show; their width can be a phone's.
"use strict";

const BELOW = 24;

// The widget itself: a page of the shop may be as high as its window, whatever it holds.
function drawn(frame) {
  return frame.contentDocument?.querySelector("[data-crosssell-drawn]");
}

function fit(frame) {
  const widget = drawn(frame);
  if (widget) {
    const bottom = widget.getBoundingClientRect().bottom + frame.contentWindow.scrollY;
    frame.style.height = `${Math.ceil(bottom) + BELOW}px`;
  }
}

for (const frame of document.querySelectorAll(".crosssell-frame")) {
  const watch = () => {
    const widget = drawn(frame);
    if (widget) {
      fit(frame);
      // Pictures and fonts arrive later, and widths change with the window.
      new ResizeObserver(() => fit(frame)).observe(widget);
    }
  };
  frame.addEventListener("load", watch);
  watch();
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
