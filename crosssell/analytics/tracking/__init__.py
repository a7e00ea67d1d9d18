"""Notes what was shown and what came back, without a query and without the visitor.

Everything goes to the append buffer (``crosssell.buffer``) and is counted by the roll-up. The
functions that pages call never raise.

Events, by kind of the buffer:

- ``shown``: ``{"placement": id, "things": [[subject, id, position, rule, source, run, variant]]}``,
  one a widget; with ``"empty": 1`` instead of things where its slot came up and it had nothing.
- ``back``: ``{"kind": "viewable" | "click", "shown": text}``; the text is that of
  ``core.shown.encoded``, taken out of a token that was found to be ours.
- ``touch``: ``{"shown": text, "product": id, "quantity": n, "basket": id, "user": id or None}``,
  or ``{"join": {"basket": id, "user": id}}`` where a visitor has signed in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crosssell import buffer
from crosssell.core.shown import Shown, encoded

log = logging.getLogger(__name__)

SHOWN, BACK, TOUCH = "shown", "back", "touch"
VIEWABLE, CLICK = "viewable", "click"

# What was shown, or what finds it after the response, by asking the tables; None for nothing.
Found = Shown | Callable[[], Shown | None]


def note_shown(placement_id: int | None, things: Sequence[Shown]) -> None:
    """A widget was shown with these things in it."""
    if placement_id is not None:
        rows = [
            [
                one.subject,
                one.subject_id,
                one.position,
                one.rule,
                one.source,
                one.run,
                one.variant,
            ]
            for one in things
        ]
        buffer.append(SHOWN, {"placement": placement_id, "things": rows})


def note_empty(placement_id: int | None) -> None:
    """The slot of a placement came up, and it had nothing to show."""
    if placement_id is not None:
        buffer.append(SHOWN, {"placement": placement_id, "empty": 1})


def note_back(kind: str, things: Iterable[Found]) -> None:
    """Things came into view (VIEWABLE), or were clicked (CLICK)."""
    for one in things:
        _append(BACK, one, {"kind": kind})


def note_touch(one: Found, product_id: int, quantity: int, basket_id: int, user: Any) -> None:
    """A recommended product was put in the basket; kept even where Redis is away."""
    user_id = user.pk if user is not None and user.is_authenticated else None
    fields = {"product": product_id, "quantity": quantity, "basket": basket_id, "user": user_id}
    _append(TOUCH, one, fields, durable=True)


def note_sign_in(basket_id: int, user_id: int) -> None:
    """Whoever had this basket has signed in: what is in it may be merged into another."""
    buffer.append(TOUCH, {"join": {"basket": basket_id, "user": user_id}}, durable=True)


def _append(kind: str, found: Found, fields: dict[str, Any], durable: bool = False) -> None:
    if isinstance(found, Shown):
        buffer.append(kind, {"shown": encoded(found), **fields}, durable=durable)
        return

    def asked() -> dict[str, Any] | None:
        one = found()
        return None if one is None else {"shown": encoded(one), **fields}

    buffer.append(kind, asked, durable=durable)
