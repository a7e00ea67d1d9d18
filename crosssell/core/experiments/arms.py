"""What one arm of a test has brought: sums over its visitors, from which all else is found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite

ROUNDING = 1e-12
"""A spread below this share of the squares is what rounding leaves of no spread at all."""


@dataclass(frozen=True)
class Arm:
    """One number per visitor: revenue, 1 for an order, items, margin; 0 for who did not buy.

    ``buyers`` are the visitors whose number is not 0; ``total`` and ``squares`` are the sums over
    all visitors of the number and of its square, in the unit of the number (money: the currency's
    unit, as floats, because these are estimates). Raises ValueError for counts that cannot be.
    """

    visitors: int
    buyers: int
    total: float
    squares: float
    name: str = ""

    def __post_init__(self) -> None:
        _check(self.visitors, self.buyers, (self.total, self.squares))

    @classmethod
    def of(cls, values: Iterable[float], name: str = "") -> Arm:
        """The arm of these visitors, one value each."""
        kept = [float(value) for value in values]
        return cls(
            visitors=len(kept),
            buyers=sum(value != 0 for value in kept),
            total=sum(kept),
            squares=sum(value * value for value in kept),
            name=name,
        )

    @classmethod
    def yes_no(cls, visitors: int, buyers: int, name: str = "") -> Arm:
        """The arm of a conversion: each buyer is a 1, everybody else a 0."""
        return cls(visitors, buyers, float(buyers), float(buyers), name)

    @property
    def mean(self) -> float | None:
        """Per visitor; None without visitors."""
        return self.total / self.visitors if self.visitors else None

    @property
    def variance(self) -> float:
        """The sample variance of a visitor's number; 0 where it cannot be told."""
        if self.visitors < 2:
            return 0.0
        return _spread(self.squares - self.total**2 / self.visitors, self.squares, self.visitors)


@dataclass(frozen=True)
class Ratio:
    """Two numbers per visitor, x for each y: revenue per order, completed per begun checkout.

    ``buyers`` are the visitors whose y is not 0; ``x``, ``y``, ``xx``, ``yy`` and ``xy`` are the
    sums over all visitors of both numbers, their squares and their product. The ratio's spread is
    found by the delta method, visitor by visitor, because a visitor may have several orders: see
    A. Deng, U. Knoblich, J. Lu, "Applying the Delta Method in Metric Analytics", KDD 2018.
    Raises ValueError for counts that cannot be.
    """

    visitors: int
    buyers: int
    x: float
    y: float
    xx: float
    yy: float
    xy: float
    name: str = ""

    def __post_init__(self) -> None:
        _check(self.visitors, self.buyers, (self.x, self.y, self.xx, self.yy, self.xy))

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]], name: str = "") -> Ratio:
        """The arm of these visitors, one pair (x, y) each."""
        kept = [(float(x), float(y)) for x, y in pairs]
        return cls(
            visitors=len(kept),
            buyers=sum(y != 0 for _, y in kept),
            x=sum(x for x, _ in kept),
            y=sum(y for _, y in kept),
            xx=sum(x * x for x, _ in kept),
            yy=sum(y * y for _, y in kept),
            xy=sum(x * y for x, y in kept),
            name=name,
        )

    @property
    def mean(self) -> float | None:
        """All x over all y; None where there is no y."""
        return self.x / self.y if self.y else None

    @property
    def variance(self) -> float:
        """Of a visitor's linearised part, (x - ratio * y) / mean y; 0 where it cannot be told."""
        ratio = self.mean
        if ratio is None or self.visitors < 2:
            return 0.0
        left = self.xx - 2 * ratio * self.xy + ratio**2 * self.yy
        spread = _spread(left, self.xx + ratio**2 * self.yy, self.visitors)
        return spread / (self.y / self.visitors) ** 2


Sample = Arm | Ratio


def _check(visitors: int, buyers: int, sums: tuple[float, ...]) -> None:
    if not 0 <= buyers <= visitors:
        raise ValueError(f"buyers must be between 0 and the {visitors} visitors, not {buyers}.")
    if not all(isfinite(one) for one in sums):
        raise ValueError(f"the sums of an arm must be finite numbers, not {sums}.")


def _spread(left: float, squares: float, visitors: int) -> float:
    return left / (visitors - 1) if left > ROUNDING * squares else 0.0
