"""A drawing of ``crosssell.admin.placements.wireframes`` as rectangles, with one slot marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from crosssell.admin.placements.wireframes import DRAWINGS, HEIGHTS, Column, Piece

WIDTH = 100.0
EDGE, BETWEEN = 5.0, 3.0
MARKED = 10.0
# Side by side, the first column is narrower than what stands beside it.
FIRST_SHARE = 0.34


@dataclass(frozen=True)
class Box:
    """A rectangle; ``kind`` is a word of ``HEIGHTS``, or "slot" for the one that is marked."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """The boxes of a page, and its height; its width is always ``WIDTH``."""

    boxes: tuple[Box, ...]
    height: float


def drawing(slot: str) -> Drawing | None:
    """The page of that slot with its place marked; None where no drawing has it."""
    return next(
        (_drawn(column, slot) for column in DRAWINGS.values() if slot in _slots(column)), None
    )


def neutral() -> Drawing:
    """For a slot of the shop's own: a page, and something on it."""
    return _drawn(("bar", "title", "text", "own", "text", "line"), "own")


def drawn_slots() -> list[str]:
    """Every slot that a drawing has, as often as it is drawn."""
    return [name for column in DRAWINGS.values() for name in _slots(column)]


def _slots(column: Column) -> Iterator[str]:
    for piece in column:
        if isinstance(piece, tuple):
            for side in piece:
                yield from _slots(side)
        elif piece not in HEIGHTS:
            yield piece


def _drawn(column: Column, slot: str) -> Drawing:
    boxes, end = _column(column, slot, EDGE, EDGE, WIDTH - 2 * EDGE)
    return Drawing(tuple(boxes), end - BETWEEN + EDGE)


def _column(column: Column, slot: str, x: float, y: float, width: float) -> tuple[list[Box], float]:
    """The boxes of a column from ``y`` down, and where the next one would begin."""
    boxes: list[Box] = []
    for piece in column:
        found, y = _piece(piece, slot, x, y, width)
        boxes += found
    return boxes, y


def _piece(piece: Piece, slot: str, x: float, y: float, width: float) -> tuple[list[Box], float]:
    if isinstance(piece, tuple):
        return _beside(piece, slot, x, y, width)
    kind, height = ("slot", MARKED) if piece == slot else (piece, HEIGHTS.get(piece, 0.0))
    if not height:
        return [], y  # A slot that is not the one that is asked for takes no room.
    if kind == "gap":
        return [], y + height
    return [Box(kind, x, y, width, height)], y + height + BETWEEN


def _beside(
    sides: tuple[Column, ...], slot: str, x: float, y: float, width: float
) -> tuple[list[Box], float]:
    first = round((width - BETWEEN) * FIRST_SHARE, 2)
    boxes: list[Box] = []
    ends = []
    for number, side in enumerate(sides):
        left = x + number * (first + BETWEEN)
        wide = first if number == 0 else width - first - BETWEEN
        found, end = _column(side, slot, left, y, wide)
        boxes += found
        ends.append(end)
    return boxes, max(ends)
