"""What the storefront's templates ask for and Oscar does not offer."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest

from shop import prices

register = template.Library()


@dataclass(frozen=True)
class Variant:
    """One child of a product: what tells it from its siblings, its price, whether it is there."""

    child: Any
    label: str
    price: prices.Price | None
    available: bool


@register.simple_tag
def shown_price(request: HttpRequest, product: Any) -> prices.Price | None:
    """Return the price of a product, for a parent that of its cheapest child; None without."""
    strategy: Any = request.strategy  # type: ignore[attr-defined]  # set by Oscar's middleware
    return prices.price_of(strategy, product)


@register.simple_tag
def variants(request: HttpRequest, product: Any) -> list[Variant]:
    """Return the public children of a product, the cheapest first, with a fixed query count."""
    strategy: Any = request.strategy  # type: ignore[attr-defined]  # set by Oscar's middleware
    children = product.children.public().prefetch_related(
        "stockrecords", "attribute_values__attribute"
    )
    found = []
    for child in children:
        child.parent = product
        info = strategy.fetch_for_product(child)
        values = [str(value.value_as_text) for value in child.attribute_values.all()]
        found.append(
            Variant(
                child=child,
                label=", ".join(values) or child.get_title(),
                price=prices.price_of(strategy, child),
                available=info.availability.is_available_to_buy,
            )
        )
    return sorted(found, key=lambda one: (not one.price, one.price.amount if one.price else 0))
