"""What a basket was given of one bundle, to the cent and the line: held, charged and recorded."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple


class Taken(NamedTuple):
    """Pieces of one basket line in one set, and what they get off together."""

    line: int
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Given:
    """The sets of one bundle in one basket.

    ``version`` is the one of the bundle's terms that priced them, ``offer`` the id of the row by
    which Oscar knows the bundle, ``currency`` the basket's. ``bundle`` is None where the merchant
    has deleted the bundle after the basket was submitted. Other offers may take the same pieces
    where ``with_offers`` (or, of vouchers, ``with_vouchers``) says so.
    """

    bundle: int | None
    version: int
    name: str
    currency: str
    sets: tuple[tuple[Taken, ...], ...]
    offer: int | None = None
    with_offers: bool = False
    with_vouchers: bool = False

    @property
    def uses(self) -> int:
        return len(self.sets)

    @property
    def amount(self) -> Decimal:
        return sum((taken.amount for one in self.sets for taken in one), Decimal(0))

    def less(self, line: int, amount: Decimal) -> "Given":
        """The same with so much less on a line, taken off the last sets first."""
        sets = []
        for one in reversed(self.sets):
            kept = []
            for taken in one:
                off = min(amount, taken.amount) if taken.line == line else Decimal(0)
                amount -= off
                kept.append(taken._replace(amount=taken.amount - off))
            sets.append(tuple(kept))
        return replace(self, sets=tuple(reversed(sets)))

    def on(self, lines: Collection[int]) -> "Given":
        """What is left of it on these lines."""
        sets = (tuple(taken for taken in one if taken.line in lines) for one in self.sets)
        return replace(self, sets=tuple(one for one in sets if one))


def to_data(sets: Iterable[Iterable[Taken]]) -> list[list[dict[str, Any]]]:
    """Return the sets as JSON holds them: amounts are texts."""
    return [
        [
            {"line": taken.line, "quantity": taken.quantity, "amount": str(taken.amount)}
            for taken in one
        ]
        for one in sets
    ]


def from_data(data: Sequence[Sequence[Mapping[str, Any]]]) -> tuple[tuple[Taken, ...], ...]:
    """Return the sets of what ``to_data`` made."""
    return tuple(
        tuple(Taken(one["line"], one["quantity"], Decimal(one["amount"])) for one in each)
        for each in data
    )
