"""What sets of a bundle save, and whether they are given at all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from crosssell.core.bundle_stock import Filling, PieceClass, Wanted
from crosssell.core.bundle_terms import Piece

# Discounts are also asked for in so small fractions of a minor unit, to see them unrounded:
# percentages have two decimals, so no more than four.
FINE = 10_000


def discounts(
    wanted: Wanted, classes: Sequence[PieceClass], fillings: Sequence[Filling], times: int = 1
) -> list[list[int]]:
    """What each piece of each set gets, never below 0 nor above its price.

    Prices, amount and discounts are in fractions of a minor unit, ``times`` of them in one.
    """
    sets = [
        [
            Piece(classes[which].price * times, rewarded)
            for part, rewarded in zip(filling, wanted.rewarded, strict=True)
            for which in part
        ]
        for filling in fillings
    ]
    amount = wanted.terms.amount
    given = wanted.giver.run(sets, wanted.terms.args, None if amount is None else amount * times)
    return [
        [min(max(0, off), piece.price) for off, piece in zip(offs, pieces, strict=True)]
        for offs, pieces in zip(given, sets, strict=True)
    ]


@dataclass(slots=True)
class Worth:
    """What sets are worth in the search: what they save, and in the second place the priority.

    ``scale`` is more than all priorities can add up to. Answers are kept.
    """

    classes: Sequence[PieceClass]
    scale: int
    _unrounded: dict[tuple[int, Filling], int] = field(default_factory=dict)
    _allowed: dict[tuple[int, Filling], bool] = field(default_factory=dict)
    _values: dict[tuple[int, tuple[Filling, ...]], int] = field(default_factory=dict)

    def of(self, one: Wanted, fillings: tuple[Filling, ...]) -> int:
        """The sets together."""
        if not fillings:
            return 0
        key = (one.weight, fillings)
        if key not in self._values:
            saved = sum(map(sum, discounts(one, self.classes, fillings)))
            self._values[key] = saved * self.unit(one)
        return self._values[key]

    def unit(self, one: Wanted) -> int:
        """What a minor unit is worth that this bundle saves."""
        return self.scale + one.weight

    def unrounded(self, one: Wanted, filling: Filling) -> int:
        """What a set saves alone, in ``FINE`` parts of a minor unit."""
        key = (one.weight, filling)
        if key not in self._unrounded:
            self._unrounded[key] = sum(map(sum, discounts(one, self.classes, [filling], FINE)))
        return self._unrounded[key]

    def allowed(self, one: Wanted, filling: Filling) -> bool:
        """Whether a set is given: it saves something, and leaves the margin."""
        key = (one.weight, filling)
        if key not in self._allowed:
            paying = self.unrounded(one, filling) > 0
            self._allowed[key] = paying and leaves_margin(one, self.classes, filling)
        return self._allowed[key]

    def in_budget(self, one: Wanted, fillings: tuple[Filling, ...]) -> bool:
        """Whether the budget holds the sets."""
        most = one.terms.most_discount
        return most is None or self.of(one, fillings) <= most * self.unit(one)

    def possible(self, one: Wanted, fillings: tuple[Filling, ...]) -> bool:
        """Whether these sets are given together: each is, and the budget holds them."""
        return self.in_budget(one, fillings) and all(
            self.allowed(one, filling) for filling in fillings
        )


def leaves_margin(wanted: Wanted, classes: Sequence[PieceClass], filling: Filling) -> bool:
    """Whether what is paid for the set without tax leaves the margin; yes where nobody knows.

    The discount counts as rounded up, so that the margin is kept however it is rounded.
    """
    floor = wanted.terms.margin_floor
    if floor is None:
        return True
    [fine] = discounts(wanted, classes, [filling], FINE)
    total = sum(fine)
    up = Fraction(-(-total // FINE) * FINE, total) if total else Fraction(1)
    paid, cost = Fraction(0), 0
    for which, off in zip((which for part in filling for which in part), fine, strict=True):
        piece = classes[which]
        if piece.net is None or piece.cost is None:
            return True
        cost += piece.cost
        paid += piece.net
        if piece.price:
            paid -= piece.net * up * Fraction(off, piece.price * FINE)
    above, below = floor.as_integer_ratio()
    return paid * (below - above) >= cost * below
