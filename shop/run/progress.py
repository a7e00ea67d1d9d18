"""Progress bars of the start: for whatever takes longer than a second."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from tqdm import tqdm

QUIET_SECONDS = 1.0
REDRAW_SECONDS = 0.2


@contextmanager
def step(
    title: str, percent: Callable[[], float] | None = None, file: TextIO = sys.stderr
) -> Iterator[None]:
    """Show a bar while the block runs, if that takes longer than a second.

    `percent` is asked for 0 to 100 now and then, from another thread; without it the bar shows
    the time that has passed.
    """
    over = threading.Event()

    def draw() -> None:
        if over.wait(QUIET_SECONDS):
            return
        shape = "{desc} |{bar:30}| {n:.0f} % {elapsed}" if percent else "{desc} … {elapsed}"
        with tqdm(total=100, desc=title, bar_format=shape, file=file, leave=True) as bar:
            while not over.wait(REDRAW_SECONDS):
                if percent:
                    bar.n = min(100.0, percent())
                bar.refresh()
            bar.n = 100
            bar.refresh()

    thread = threading.Thread(target=draw, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
