"""What stands beside a product in its categories, by price beside its own."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from crosssell.core.data import Product
from crosssell.models.shelves import of_categories
from crosssell.oscar import catalogue

# The best of each shelf are enough to find a few that cost a little more or less.
MOST = 100


def priced_beside(
    run_id: int | None, product: Product, as_of: datetime
) -> list[tuple[int, Decimal]]:
    """Products of the same categories: (product, its price / this one's), best first.

    Bestsellers, then the newest. Prices are as filters see them: what can be bought, a parent's
    cheapest variant. Nothing where this product has no price; other currencies are left out.
    Two queries, one where the shelves are in the cache.
    """
    shelves = of_categories(run_id, sorted(product.category_ids), as_of)
    ids = dict.fromkeys(
        pk for place in range(MOST) for shelf in shelves.values() for pk in shelf[place : place + 1]
    )
    ids.pop(product.family, None)
    if not ids:
        return []
    beside = list(ids)[:MOST]
    found = catalogue.products([product.id, *beside])
    own = found.get(product.id)
    if own is None or not own.price:
        return []
    return [
        (pk, one.price / own.price)
        for pk in beside
        if (one := found.get(pk)) is not None
        and one.price is not None
        and one.currency == own.currency
    ]
