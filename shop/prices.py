"""What a shopper reads as the price of a product."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

Product = get_model("catalogue", "Product")


@dataclass(frozen=True)
class Price:
    """The lowest price, in `currency`, with tax where it is known; whether others cost more."""

    amount: Decimal
    is_lowest_of_many: bool
    currency: str


def price_of(strategy: Any, product: Any) -> Price | None:
    """Return the price that Oscar's strategy gives to a product; None where it has none.

    A parent has the price of its cheapest child that can be bought.
    """
    sold = product.get_public_children() if product.is_parent else [product]
    found = [
        info.price
        for info in (strategy.fetch_for_product(one) for one in sold)
        if info.price.exists and (info.availability.is_available_to_buy or not product.is_parent)
    ]
    if not found:
        return None
    amounts = [price.incl_tax if price.is_tax_known else price.excl_tax for price in found]
    return Price(min(amounts), len(set(amounts)) > 1, found[0].currency)


def children_with_stock() -> Any:
    """Return public children with what their price needs, for `prefetch_public_children`."""
    children = Product.objects.public().select_related("parent__product_class")
    return children.prefetch_related("stockrecords")
