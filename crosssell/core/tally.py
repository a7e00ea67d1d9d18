"""What one source of recommendations did when past orders were replayed; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import sqrt
from typing import Any


@dataclass
class Tally:
    """Counts over all moments asked.

    Rates are shares of the moments, from 0 to 1; coverage is the share of the shop's products
    that were shown at all. ``revenue`` is what was paid for products that were hit, by currency.
    """

    code: str
    asked: int = 0
    hits: int = 0
    empty: int = 0
    short: int = 0
    applied: int = 0
    products: set[int] = field(default_factory=set)
    revenue: defaultdict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def count(
        self,
        shown: Sequence[int],
        most: int,
        worth: Mapping[int, Decimal],
        currency: str,
        applied: bool = True,
    ) -> None:
        """Add one moment: the products shown, of at most ``most``, and what each hit is worth.

        ``applied`` says whether the conditions of at least one rule held.
        """
        self.asked += 1
        self.applied += applied
        hit = [pk for pk in shown if pk in worth]
        self.hits += bool(hit)
        self.empty += not shown
        self.short += 0 < len(shown) < most
        self.products.update(shown)
        for pk in hit:
            self.revenue[currency] += worth[pk]

    def told(self, catalogue: int) -> dict[str, Any]:
        """The tally as plain values, money as text.

        ``catalogue`` is the number of products in the shop. ``standard_error`` is that of the hit
        rate, sqrt(p (1 - p) / n).
        """
        asked = self.asked or 1
        rate = self.hits / asked
        return {
            "code": self.code,
            "hits": self.hits,
            "applied": self.applied,
            "hit_rate": rate,
            "standard_error": sqrt(rate * (1 - rate) / asked),
            "empty": self.empty / asked,
            "short": self.short / asked,
            "products": len(self.products),
            "coverage": len(self.products) / (catalogue or 1),
            "revenue": {currency: str(paid) for currency, paid in sorted(self.revenue.items())},
        }
