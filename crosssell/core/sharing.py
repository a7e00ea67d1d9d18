"""How a discount is shared out over the pieces of sets: what every reward needs."""

from collections.abc import Sequence
from decimal import Decimal

from crosssell.core.bundle_terms import Piece
from crosssell.core.money import split

Sets = Sequence[Sequence[Piece]]


def percent_of(percent: Decimal, total: int) -> int:
    """So many percent of a total in minor units, rounded down as Oscar does."""
    above, below = percent.as_integer_ratio()
    return total * above // (below * 100)


def rewarded_total(pieces: Sequence[Piece]) -> int:
    """What the pieces cost that the reward may go to."""
    return sum(piece.price for piece in pieces if piece.rewarded)


def spread(sets: Sets, totals: Sequence[int]) -> list[list[int]]:
    """Each set's total over its rewarded pieces, in proportion to their prices."""
    return [
        split(total, [piece.price if piece.rewarded else 0 for piece in pieces])
        if total
        else [0] * len(pieces)
        for pieces, total in zip(sets, totals, strict=True)
    ]


def percent_off(sets: Sets, percent: Decimal) -> list[list[int]]:
    """A percent of all rewarded pieces of all sets together.

    It is rounded down once, then split over the sets and within each set over its pieces, so no
    set gets more than its own percentage rounded up.
    """
    worths = [rewarded_total(pieces) for pieces in sets]
    return spread(sets, split(percent_of(percent, sum(worths)), worths))


def cheapest(pieces: Sequence[Piece], count: int) -> list[Piece]:
    """The pieces, of which the reward goes to so many alone: the cheapest of those it may go to.

    Of equal ones the last.
    """
    places = [at for at, piece in enumerate(pieces) if piece.rewarded]
    chosen = set(sorted(places, key=lambda at: (pieces[at].price, -at))[:count])
    return [Piece(piece.price, at in chosen) for at, piece in enumerate(pieces)]
