"""What the lines of an order owe to touches; pure.

A line of the recommended product, or of a variant of it, is owed directly; any other line that was
put in the basket after a touch is owed as assisted. The last touch wins, within a window before the
order. Two touches of one moment: the one with the higher id is the last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from crosssell.core.money import part_of

DIRECT: Final = "direct"
ASSISTED: Final = "assisted"
# Order tables hold amounts with two decimals, whatever the currency.
_STORED: Final = 2


@dataclass(frozen=True, slots=True)
class Touch:
    """A recommended product went into the basket at a moment (aware); ``family`` is its parent."""

    id: int
    at: datetime
    family: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order.

    ``family`` is the parent of its product, or the product itself; None where it is gone.
    ``amount`` is what was paid for it, without tax, after discounts, in the order's currency;
    ``since`` when it came into the basket (aware), None where nobody knows.
    """

    id: int
    family: int | None
    amount: Decimal
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Owed:
    """A line owes its amount to a touch; ``kind`` is DIRECT or ASSISTED."""

    line: int
    touch: int
    kind: str


def owed(
    placed_at: datetime,
    window: timedelta,
    lines: Iterable[Line],
    touches: Collection[Touch],
) -> tuple[Owed, ...]:
    """Who is owed what of an order, by id of the line; each line is in it once at most.

    A line that cost nothing owes nothing: gifts, and what a voucher has paid. Nor does one whose
    product is gone, since nobody can tell whether it was the recommended one.
    """
    begin = placed_at - window
    known = sorted(
        (touch for touch in touches if begin <= touch.at <= placed_at),
        key=lambda touch: (touch.at, touch.id),
    )
    last_of = {touch.family: touch for touch in known}
    found = []
    for line in sorted(lines, key=lambda line: line.id):
        if line.amount <= 0 or line.family is None:
            continue
        if (direct := last_of.get(line.family)) is not None:
            found.append(Owed(line.id, direct.id, DIRECT))
            continue
        before = (t for t in reversed(known) if line.since is None or t.at <= line.since)
        if (helped := next(before, None)) is not None:
            found.append(Owed(line.id, helped.id, ASSISTED))
    return tuple(found)


def left(amount: Decimal, quantity: int, gone: int, digits: int) -> Decimal:
    """What stays of a line's amount when so many of its pieces are cancelled or returned.

    ``digits`` are the decimals of the currency; an amount with more of them is split by its own.
    """
    if gone <= 0:
        return amount
    if gone >= quantity:
        return Decimal(0).scaleb(-_STORED)
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        digits, minor = _STORED, amount.scaleb(_STORED)
    stays = part_of(int(minor), quantity, 0, quantity - gone)
    return Decimal(stays).scaleb(-digits)
