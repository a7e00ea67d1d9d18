"""Suggested bundles, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any


@dataclass(frozen=True)
class Member:
    """A product of a set; ``price`` is what a guest pays, "from" where variants cost more."""

    id: int
    title: str
    price: Decimal
    price_from: bool = False


@dataclass(frozen=True)
class Suggestion:
    """Two or three products that sell together, the main one first; amounts in ``currency``.

    Of ``orders`` orders ``together`` held all, ``of_main`` the main product, ``but_one`` all but
    one; ``share`` is together / of_main, ``lower`` its lower bound at 95 %. ``percent`` is the
    proposed discount, ``bounded`` where the cost allows no more, ``margin`` what it leaves of what
    is paid without tax (0 to 1, None where a cost is unknown). In the replayed orders of this
    currency ``given`` would have got it, ``discount`` is what that would have cost, ``pieces`` and
    ``revenue`` (before discounts) what these orders bought of the products.
    """

    members: tuple[Member, ...]
    currency: str
    price: Decimal
    together: int
    orders: int
    of_main: int
    but_one: int
    share: float
    lower: float
    score: float
    percent: int
    bounded: bool
    margin: float | None
    given: int
    discount: Decimal
    pieces: int
    revenue: Decimal

    @property
    def key(self) -> str:
        """Names the set: the ids of its products, rising."""
        return "-".join(str(pk) for pk in sorted(member.id for member in self.members))

    @property
    def after(self) -> Decimal:
        """The price of a set with the proposed discount, rounded up to the cent."""
        return discounted(self.price, self.percent)

    def as_dict(self) -> dict[str, Any]:
        """The suggestion as JSON values: amounts are texts."""
        found = asdict(self) | {"key": self.key, "after": self.after}
        found["members"] = [_plain(one) for one in found["members"]]
        return _plain(found)


@dataclass(frozen=True)
class Survey:
    """The suggestions of one look at the shop, best first.

    ``least`` orders must hold a set. ``left_out`` counts sets by why they are no suggestion:
    "not_sold", "never", "covered" (by a bundle that is live or a draft), "currencies", "no_room"
    (the cost leaves no discount). ``window_orders`` is how many orders there were; the newest
    ``orders`` were counted.
    """

    run_id: int | None
    since: datetime
    until: datetime
    orders: int
    window_orders: int
    least: int
    suggestions: tuple[Suggestion, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def discounted(price: Decimal, percent: int) -> Decimal:
    """What is left of a price; the discount is rounded down to the decimals of the price."""
    return price - (price * percent / 100).quantize(price, ROUND_FLOOR)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: str(value) if isinstance(value, Decimal) else value for key, value in values.items()
    }
