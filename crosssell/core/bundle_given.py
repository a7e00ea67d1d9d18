"""What a basket was given of one bundle, to the cent and the line: held, charged and recorded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    has deleted the bundle after the basket was submitted.
    """

    bundle: int | None
    version: int
    name: str
    currency: str
    sets: tuple[tuple[Taken, ...], ...]
    offer: int | None = None

    @property
    def uses(self) -> int:
        return len(self.sets)

    @property
    def amount(self) -> Decimal:
        return sum((taken.amount for one in self.sets for taken in one), Decimal(0))


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
