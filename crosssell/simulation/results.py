"""What a simulation found, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from crosssell.core.money import from_minor
from crosssell.core.replay import Told
from crosssell.oscar.basket_keys import places
from crosssell.oscar.shared_ranges import OverlappingOffer

# Orders are told by 1, 2, 3 sets and more.
TIMES = 3


@dataclass(frozen=True)
class Worst:
    """The order that loses the most: its number, the discount, and what it was worth before."""

    number: str
    discount: Decimal
    value: Decimal


@dataclass(frozen=True)
class InCurrency:
    """The replayed orders of one currency; amounts are in it, before discounts.

    ``orders`` and ``value`` count all of them, ``qualified`` those that complete the bundle and
    ``given`` those that would have got it, worth ``given_value`` together. ``taken`` is the price
    of the pieces in its sets. ``shares`` counts orders by the share they lose
    (``core.replay.SHARES``), ``times`` by the sets they get. Of ``known`` pieces the cost is
    known: they would have brought ``paid`` without tax, after this discount alone, and cost
    ``cost``.
    """

    currency: str
    orders: int
    value: Decimal
    qualified: int
    given: int
    given_value: Decimal
    sets: int
    pieces: int
    taken: Decimal
    discount: Decimal
    average: Decimal
    median: Decimal
    shares: tuple[int, ...]
    times: tuple[int, ...]
    worst: Worst | None
    known: int
    paid: Decimal
    cost: Decimal

    @property
    def left(self) -> Decimal:
        """What is left of ``paid`` after the cost."""
        return self.paid - self.cost


@dataclass(frozen=True)
class RivalTold:
    """A live bundle that some of these orders complete too, in one currency.

    ``before`` is what it gives there without the draft and ``after`` beside it; in ``lost``
    orders that is less, and in ``kept`` orders the draft gives nothing because of it.
    """

    id: int
    name: str
    currency: str
    orders: int
    before: Decimal
    after: Decimal
    lost: int
    kept: int


@dataclass(frozen=True)
class OfferThen:
    """An offer or a voucher that took something off orders that get the bundle.

    ``amount`` is what it took off the lines that the sets take pieces from; None where Oscar
    recorded only what it took off the whole basket.
    """

    name: str
    voucher: str
    currency: str
    orders: int
    amount: Decimal | None


@dataclass(frozen=True)
class Simulation:
    """A replay; moments are aware.

    ``orders`` were replayed of ``window_orders``: the newest. ``no_terms`` are currencies of
    orders in which the bundle gives nothing. ``inexact`` counts orders in which so many bundles
    overlap that a better combination may exist. ``limited_at`` is when the first order got less
    because a limit was reached, ``limited`` how many did. ``discounted`` orders had something
    taken off the same lines by other means, ``discounted_off`` by currency.
    """

    name: str
    bundle_id: int | None
    days: int
    since: datetime
    until: datetime
    orders: int
    window_orders: int
    in_currency: tuple[InCurrency, ...]
    no_terms: tuple[str, ...] = ()
    rivals: tuple[RivalTold, ...] = ()
    rivals_left_out: bool = False
    discounted: int = 0
    discounted_off: tuple[tuple[str, Decimal], ...] = ()
    offers_then: tuple[OfferThen, ...] = ()
    offers_now: tuple[OverlappingOffer, ...] = ()
    limited: int = 0
    limited_at: datetime | None = None
    inexact: int = 0
    with_offers: bool = False
    with_vouchers: bool = False
    cost_known: bool = False

    @property
    def given(self) -> int:
        """In how many orders it would have been given."""
        return sum(one.given for one in self.in_currency)

    @property
    def qualified(self) -> int:
        """How many orders complete it."""
        return sum(one.qualified for one in self.in_currency)

    def as_dict(self) -> dict[str, Any]:
        """The simulation as JSON values: amounts are texts, moments ISO 8601."""
        found: dict[str, Any] = _plain(asdict(self))
        return found


def in_currency(currency: str, told: Told) -> InCurrency:
    """The totals of a currency as amounts."""

    def amount(minor: int) -> Decimal:
        return from_minor(minor, places(currency))

    worst = told.worst()
    return InCurrency(
        currency=currency,
        orders=told.orders,
        value=amount(told.value),
        qualified=told.qualified,
        given=told.given,
        given_value=amount(told.total("value")),
        sets=told.total("sets"),
        pieces=told.total("pieces"),
        taken=amount(told.total("taken")),
        discount=amount(told.total("discount")),
        average=amount(told.average()),
        median=amount(told.median()),
        shares=tuple(told.shares()),
        times=tuple(told.times(TIMES)),
        worst=None
        if worst is None
        else Worst(worst.number, amount(worst.discount), amount(worst.value)),
        known=told.total("known"),
        paid=amount(told.total("paid")),
        cost=amount(told.total("cost")),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
