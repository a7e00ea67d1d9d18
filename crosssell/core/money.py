"""Amounts as whole numbers of the currency's minor unit, and how they are split without a rest.

Minor units by CLDR, through Babel: 0 digits for JPY, 2 for EUR, 3 for KWD; 2 for what it does not
know. See docs/money.md.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision


@lru_cache(maxsize=512)
def digits(currency: str) -> int:
    """How many decimals the currency (ISO 4217) has."""
    return int(get_currency_precision(currency.upper()))


def to_minor(amount: Decimal, digits: int) -> int:
    """The amount in minor units. Raises ValueError where it has a fraction of one."""
    minor = int(amount.scaleb(digits))
    if from_minor(minor, digits) != amount:
        raise ValueError(f"{amount} has more than {digits} decimals; round it before.")
    return minor


def from_minor(minor: int, digits: int) -> Decimal:
    """The amount of so many minor units, with that many decimals."""
    return Decimal(minor).scaleb(-digits)


def split(total: int, weights: Sequence[int], most: Sequence[int] | None = None) -> list[int]:
    """``total`` in whole parts in proportion to ``weights``, which add up to it.

    Each part is rounded down, and what is left goes one by one to the parts that lost the largest
    remainders, the first of equal ones first. Weights of 0 alone count as equal. No part gets more
    than its ``most``; what it cannot take is split over the others in the same way.
    Raises ValueError for a negative total or weight, and where the parts cannot hold the total.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("Neither the total nor a weight may be negative.")
    room = [total] * len(weights) if most is None else list(most)
    if total > sum(room):
        raise ValueError(f"{total} does not fit into parts of at most {sum(room)} together.")
    parts = [0] * len(weights)
    while total:
        open_ = [at for at, free in enumerate(room) if free and weights[at]]
        # Parts without weight get something only where the others are full.
        equal = not open_
        open_ = open_ or [at for at, free in enumerate(room) if free]
        for at, share in zip(open_, _shares(total, weights, open_, equal), strict=True):
            taken = min(share, room[at])
            parts[at] += taken
            room[at] -= taken
            total -= taken
    return parts


def _shares(total: int, weights: Sequence[int], among: list[int], equal: bool) -> list[int]:
    chosen = [1 if equal else weights[at] for at in among]
    whole = sum(chosen)
    shares = [total * weight // whole for weight in chosen]
    left = total - sum(shares)
    lost = sorted(range(len(chosen)), key=lambda at: (-(total * chosen[at] % whole), at))
    for at in lost[:left]:
        shares[at] += 1
    return shares


def part_of(total: int, quantity: int, before: int, now: int) -> int:
    """The share of ``total`` that ``now`` pieces of a line have, after ``before`` others.

    ``total`` belongs to all ``quantity`` pieces of the line. Whatever the steps in which pieces are
    delivered or refunded, the shares of all steps add up to the total, and no two pieces differ by
    more than one minor unit. Raises ValueError where so many pieces are not left.
    """
    if now < 0 or before < 0 or before + now > quantity:
        raise ValueError(f"{before} and {now} pieces are not in a line of {quantity}.")
    if not now:
        return 0
    return total * (before + now) // quantity - total * before // quantity
