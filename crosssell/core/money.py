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
    if total < 0 or (weights and min(weights) < 0):
        raise ValueError("Neither the total nor a weight may be negative.")
    if total > (sum(most) if most is not None else total if weights else 0):
        raise ValueError(f"{total} does not fit into {len(weights)} parts.")
    if most is None:
        return _shares(total, weights) if total else [0] * len(weights)
    parts = [0] * len(weights)
    while total:
        free = [at for at, part in enumerate(parts) if part < most[at]]
        # Parts without weight get something only where the others are full.
        chosen = [at for at in free if weights[at]] or free
        for at, share in zip(chosen, _shares(total, [weights[at] for at in chosen]), strict=True):
            taken = min(share, most[at] - parts[at])
            parts[at] += taken
            total -= taken
    return parts


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    whole = sum(weights)
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    if left:
        lost = [total * weight % whole for weight in weights]
        for at in sorted(range(len(lost)), key=lost.__getitem__, reverse=True)[:left]:
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
