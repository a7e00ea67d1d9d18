"""Which pieces of a basket line are left for an offer, where bundles have taken some.

Oscar compares offers by pairs, for the whole line. A bundle takes pieces: those are kept from every
offer that may not share them, and all others of the line stay free. The gift of a tier is for none.
"""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """Oscar's LineDiscountRegistry, or the shop's own."""

    class LineDiscountRegistry(original):
        @property
        def consumers(self) -> list[Any]:
            return [one for one in super().consumers if not _is_bundle(one)]

        def available(self, offer: Any = None) -> int:
            """No offer may take a gift: it pays for itself, and counts for nothing."""
            if offer is not None and _is_gift(self._line):
                return 0
            if _is_tier(offer):
                # It comes after all others: Oscar's comparison with each would cost a query.
                return int(self._line.quantity)
            left: int = super().available(offer)
            if offer is None:
                return left
            kept = sum(
                self.num_consumed(one)
                for one in self._offers.values()
                if _is_bundle(one) and one != offer and not one.shares_with(offer)
            )
            free = int(self._line.quantity) - kept - self.num_consumed(offer)
            return max(0, min(left, free))

    return LineDiscountRegistry


def _is_bundle(offer: Any) -> bool:
    """Known without our models, which are loaded after this."""
    return hasattr(offer, "shares_with")


def _is_tier(offer: Any) -> bool:
    return hasattr(offer, "tier")


def _is_gift(line: Any) -> bool:
    from crosssell.oscar.gift_lines import is_gift

    return is_gift(line)
