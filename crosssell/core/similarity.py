"""How much alike two products are."""

from collections.abc import Hashable
from collections.abc import Set as AbstractSet

from crosssell.core.data import Product


def similarity(one: Product, other: Product) -> float:
    """0 to 1: the mean of what they share of their categories and of their attributes.

    Each is the Jaccard index |A & B| / |A | B| (P. Jaccard, "The distribution of the flora in the
    alpine zone", New Phytologist 11, 1912): of the categories in which they are filed, and of the
    pairs of attribute and value. What neither has is left out; 1 for products of one family.
    """
    if one.family == other.family:
        return 1.0
    shares = [
        share
        for share in (
            _jaccard(one.category_ids, other.category_ids),
            _jaccard(one.attributes.items(), other.attributes.items()),
        )
        if share is not None
    ]
    return sum(shares) / len(shares) if shares else 0.0


def _jaccard(some: AbstractSet[Hashable], others: AbstractSet[Hashable]) -> float | None:
    both = len(some & others)
    either = len(some) + len(others) - both
    return both / either if either else None
