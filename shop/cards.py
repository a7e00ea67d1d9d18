"""Product tiles of the home page: many products, a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from oscar.core.loading import get_model

from shop.thumbnails import square_urls

Product = get_model("catalogue", "Product")


@dataclass(frozen=True)
class Price:
    """What a tile says about the price: the lowest, whether others cost more, the currency."""

    amount: Decimal
    is_lowest_of_many: bool
    currency: str


@dataclass(frozen=True)
class Card:
    """A product tile; `price` is None for what has no price, `buyable` for one-click buying."""

    product: Any
    title: str
    url: str
    picture: str
    price: Price | None
    buyable: bool


def price_of(strategy: Any, product: Any) -> Price | None:
    """Return the price (with tax where it is known) that Oscar's strategy gives to a product.

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


def load(request: HttpRequest, product_ids: Iterable[int]) -> list[Card]:
    """Return the tiles of these public products, in the order of their ids."""
    ids = list(product_ids)
    strategy: Any = request.strategy  # type: ignore[attr-defined]  # set by Oscar's middleware
    products = (
        Product.objects.browsable()
        .filter(pk__in=ids)
        .select_related("product_class")
        .prefetch_related("images", "stockrecords")
        .prefetch_public_children(children_with_stock())
        .in_bulk()
    )
    found = [products[pk] for pk in ids if pk in products]
    pictures = square_urls({one.pk: one.primary_image() for one in found}, side=400)
    cards = []
    for one in found:
        buyable = (
            not one.is_parent and strategy.fetch_for_product(one).availability.is_available_to_buy
        )
        cards.append(
            Card(
                product=one,
                title=one.get_title(),
                url=one.get_absolute_url(),
                picture=pictures.get(one.pk, ""),
                price=price_of(strategy, one),
                buyable=buyable,
            )
        )
    return cards
