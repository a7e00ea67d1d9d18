"""What entries of the buffer say, read strictly: somebody else may write to the same Redis.

Whatever is no event of ours is None. Formats: ``crosssell.analytics.tracking``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeGuard

from crosssell.analytics.tracking import CLICK, VIEWABLE
from crosssell.core.shown import MOST_NUMBER, MOST_POSITION, PINNED, SUBJECTS, Shown, decoded

# A placement has 50 items at most, and a bar a handful of thresholds.
MOST_THINGS = 60
MOST_QUANTITY = 100_000


@dataclass(frozen=True, slots=True)
class Widget:
    """A widget that was shown with these things in it, or that had nothing to show."""

    placement: int
    things: tuple[Shown, ...] = ()
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Back:
    """Something came into view or was clicked."""

    kind: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Put:
    """Something recommended was put in a basket; ``user`` as it was noted, or None."""

    shown: Shown
    product: int
    quantity: int
    basket: int | None
    user: Any


@dataclass(frozen=True, slots=True)
class Join:
    """Whoever had the basket has signed in."""

    basket: int
    user: Any


def widget_of(fields: dict[str, Any]) -> Widget | None:
    """An entry of the kind ``shown``; of its things those that make sense, 60 at most."""
    placement = fields.get("placement")
    if not _is_id(placement):
        return None
    if fields.get("empty") == 1:
        return Widget(placement, empty=True)
    things = fields.get("things")
    if not isinstance(things, list):
        return None
    found = (_thing(placement, one) for one in things[:MOST_THINGS])
    return Widget(placement, tuple(one for one in found if one is not None))


def back_of(fields: dict[str, Any]) -> Back | None:
    """An entry of the kind ``back``."""
    kind, shown = fields.get("kind"), _shown(fields.get("shown"))
    return Back(kind, shown) if shown is not None and kind in (VIEWABLE, CLICK) else None


def put_of(fields: dict[str, Any]) -> Put | Join | None:
    """An entry of the kind ``touch``."""
    join = fields.get("join")
    if isinstance(join, dict):
        basket, user = join.get("basket"), join.get("user")
        return Join(basket, user) if _is_id(basket) and user is not None else None
    shown, product, quantity = (fields.get(name) for name in ("shown", "product", "quantity"))
    basket, what = fields.get("basket"), _shown(shown)
    if what is None or not _is_id(product) or not (basket is None or _is_id(basket)):
        return None
    if not _is_number(quantity, 1, MOST_QUANTITY):
        return None
    return Put(what, product, quantity, basket, fields.get("user"))


def _shown(text: object) -> Shown | None:
    found = decoded(text) if isinstance(text, str) else None
    return found if found is not None and found.placement and found.source <= PINNED else None


def _thing(placement: int, row: object) -> Shown | None:
    if not isinstance(row, list) or len(row) != 7:
        return None
    subject, subject_id, position, rule, source, run, variant = row
    sound = (
        subject in SUBJECTS
        and _is_number(subject_id, 0, MOST_NUMBER)
        and _is_number(rule, 0, MOST_NUMBER)
        and _is_number(run, 0, MOST_NUMBER)
        and _is_number(variant, 0, MOST_NUMBER)
        and _is_number(position, 0, MOST_POSITION)
        and _is_number(source, 0, PINNED)
    )
    if not sound:
        return None
    return Shown(0, 0, placement, subject, subject_id, position, rule, source, run, variant)


def _is_id(value: Any) -> TypeGuard[int]:
    return _is_number(value, 1, MOST_NUMBER)


def _is_number(value: Any, least: int, most: int) -> TypeGuard[int]:
    # True is a number to Python.
    return type(value) is int and least <= value <= most
