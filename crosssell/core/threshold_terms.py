"""What thresholds are decided from, and what is decided.

Every amount is a whole number of the currency's minor unit; ``core.money`` turns them into Decimal
and back at the edge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from crosssell.core.bundle_terms import Key

# What a reward of a tier gives.
DISCOUNT, SHIPPING, GIFT, VOUCHER, MESSAGE = "discount", "shipping", "gift", "voucher", "message"
GIVES = (DISCOUNT, SHIPPING, GIFT, VOUCHER, MESSAGE)


@dataclass(frozen=True, slots=True)
class Tier:
    """One mark of a threshold in one currency: from ``at_least`` on it gives its reward.

    ``gives`` is one of ``GIVES``, ``run`` the registered reward, ``amount`` its amount. ``gifts``
    are product ids, the usual one first. ``offer`` is the id of the row by which Oscar knows it.
    """

    id: int
    at_least: int
    reward: str
    args: Any
    gives: str
    run: Callable[..., Any]
    amount: int | None = None
    decorative: bool = False
    label: str = ""
    gifts: tuple[int, ...] = ()
    offer: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """A threshold in one currency: its tiers, the lowest first.

    ``texts`` are by language what the bar says initially, in progress and at the end. ``digits``
    are the decimals of the minor unit. ``uncounted`` are keys of products that do not count.
    """

    id: int
    name: str
    currency: str
    digits: int
    tiers: tuple[Tier, ...]
    adds_up: bool = False
    with_bundles: bool = True
    with_offers: bool = True
    with_vouchers: bool = True
    uncounted: frozenset[Key] = frozenset()
    texts: tuple[tuple[str, str, str, str], ...] = ()


class Worth(NamedTuple):
    """What a voucher gives: ``percent`` off, or else an ``amount`` in minor units; how long."""

    percent: Decimal | None
    amount: int
    days: int


class Left(NamedTuple):
    """What a line still costs that discounts may be taken off, in the prices that offers see."""

    id: int
    amount: int


@dataclass(frozen=True, slots=True)
class Stand:
    """How far a basket is from one tier. ``gap`` is 0 exactly where it is ``reached``."""

    tier: Tier
    gap: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A basket before one threshold: what counts of it, and how far each tier is.

    ``blocked`` says with what the threshold does not combine that the basket has ("bundles",
    "offers", "vouchers"; "" where nothing is in its way): then nothing is given. ``given`` is by
    tier what it takes off each line.
    """

    ladder: Ladder
    counted: int
    stands: tuple[Stand, ...]
    blocked: str = ""
    given: Mapping[int, Mapping[int, int]] | None = None

    @property
    def reached(self) -> tuple[Tier, ...]:
        """The tiers that are reached, the lowest first."""
        return tuple(one.tier for one in self.stands if one.reached)

    @property
    def next(self) -> Stand | None:
        """The tier that is reached next; None where all are."""
        return next((one for one in self.stands if not one.reached), None)

    @property
    def granted(self) -> tuple[Tier, ...]:
        """The tiers whose reward the basket gets, but for discounts that a better one replaces."""
        return () if self.blocked else tuple(one for one in self.reached if not one.decorative)
