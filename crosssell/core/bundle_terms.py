"""What bundles are decided from, and what is decided.

Every amount is a whole number of the currency's minor unit (cents of EUR, whole JPY), so sums are
exact; ``core.money`` turns them into Decimal and back at the edge.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

# What a part asks for and a line has: ("product", 7), ("category", 3), ("range", 1), ("class", 2).
# A line has the keys of its product, of its parent, and of all categories above its own.
Key = tuple[str, int]


class Piece(NamedTuple):
    """One piece of a set: its price, and whether the reward may go to it."""

    price: int
    rewarded: bool = True


# (sets of one bundle, its args, its amount in the basket's currency) -> the discount of each piece.
Reward = Callable[[Sequence[Sequence[Piece]], Any, int | None], list[list[int]]]


class Giver(Protocol):
    """A reward as it is registered; ``registry.Plugin`` says what its fields mean."""

    @property
    def run(self) -> Callable[..., Any]: ...

    @property
    def rewarded(self) -> bool: ...

    @property
    def grows(self) -> Callable[[Any], int] | None: ...

    @property
    def alike(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Priced:
    """A line of a basket whose pieces bundles may take.

    ``price`` is what one piece costs, the price that offers start from; ``net`` the same without
    tax, ``cost`` what it costs the shop (both None where nobody knows).
    """

    id: int
    price: int
    quantity: int
    keys: frozenset[Key]
    net: int | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A component: so many pieces of lines that have any of the keys."""

    quantity: int
    targets: frozenset[Key]
    rewarded: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """A bundle as decisions see it.

    ``reward`` is the code of the reward; ``amount`` is in the basket's currency. ``most_sets``
    and ``most_discount`` are what the limits leave for this basket, None without limit.
    ``margin_floor`` is a share (0 to 1) of what is paid without tax.
    """

    id: int
    parts: tuple[Part, ...]
    reward: str
    args: Any
    amount: int | None = None
    priority: int = 100
    most_sets: int | None = None
    most_discount: int | None = None
    alone: bool = False
    margin_floor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """Pieces of one line in one part of one set, and what they get off together."""

    line: int
    part: int
    quantity: int
    discount: int


@dataclass(frozen=True, slots=True)
class GivenSet:
    """One set of a bundle."""

    bundle: int
    takes: tuple[Take, ...]

    @property
    def discount(self) -> int:
        return sum(take.discount for take in self.takes)


@dataclass(frozen=True, slots=True)
class Combination:
    """The sets that a basket gets. ``exact`` says that no other combination saves more."""

    sets: tuple[GivenSet, ...] = ()
    exact: bool = True

    @property
    def discount(self) -> int:
        return sum(one.discount for one in self.sets)


@dataclass(frozen=True, slots=True)
class Missing:
    """A bundle that pieces of one part complete: ``quantity`` more of part number ``part``."""

    bundle: int
    part: int
    quantity: int
