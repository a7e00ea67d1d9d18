"""What sets of one bundle give, and whether they are given at all."""

from collections.abc import Sequence
from fractions import Fraction

from crosssell.core.bundle_stock import Filling, PieceClass, Wanted
from crosssell.core.bundle_terms import Piece

# Discounts are asked for in so small fractions of a minor unit to see which way they were rounded:
# percentages have two decimals, so no more than four.
FINE = 10_000


def pieces_of(
    wanted: Wanted, classes: Sequence[PieceClass], filling: Filling, times: int = 1
) -> list[Piece]:
    """The pieces of a set, part by part, with prices in fractions of so many."""
    return [
        Piece(classes[which].price * times, flag)
        for part, flag in zip(filling, wanted.flags, strict=True)
        for which in part
    ]


def discounts(
    wanted: Wanted, classes: Sequence[PieceClass], fillings: Sequence[Filling], times: int = 1
) -> list[list[int]]:
    """What each piece of each set gets, never below 0 nor above its price."""
    sets = [pieces_of(wanted, classes, filling, times) for filling in fillings]
    amount = wanted.terms.amount
    given = wanted.giver.run(sets, wanted.terms.args, None if amount is None else amount * times)
    return [
        [min(max(0, off), piece.price) for off, piece in zip(offs, pieces, strict=True)]
        for offs, pieces in zip(given, sets, strict=True)
    ]


def worth(wanted: Wanted, classes: Sequence[PieceClass], fillings: Sequence[Filling]) -> int:
    """What the sets save together."""
    if not fillings:
        return 0
    return sum(map(sum, discounts(wanted, classes, fillings)))


def allowed(wanted: Wanted, classes: Sequence[PieceClass], filling: Filling) -> bool:
    """Whether a set is given: it saves something, and leaves the margin.

    The margin is judged with the discount rounded up, so whatever the rounding does, it is kept.
    """
    [fine] = discounts(wanted, classes, [filling], FINE)
    total = sum(fine)
    if total <= 0:
        return False
    floor = wanted.terms.margin_floor
    if floor is None:
        return True
    members = [which for part in filling for which in part]
    paid, cost = Fraction(0), 0
    up = Fraction(-(-total // FINE) * FINE, total)
    for which, off in zip(members, fine, strict=True):
        piece = classes[which]
        if piece.net is None or piece.cost is None:
            return True
        cost += piece.cost
        if piece.price:
            paid += piece.net * (1 - up * Fraction(off, piece.price * FINE))
    above, below = floor.as_integer_ratio()
    return paid * (below - above) >= cost * below
