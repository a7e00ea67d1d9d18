"""What the storefront's templates ask for and Oscar does not offer."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest

from shop import categories, prices

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
def open_branch(current: Any = None) -> list[categories.Branch]:
    """Return the departments, opened down to the children of the category that is shown."""
    return categories.open_branch(current or None)


@register.simple_tag
def variants(request: HttpRequest, product: Any) -> list[Variant]:
    """Return the public children of a product, the cheapest first, with a fixed query count."""
    strategy: Any = request.strategy  # type: ignore[attr-defined]  # set by Oscar's middleware
    children = list(
        product.children.public().prefetch_related("stockrecords", "attribute_values__attribute")
    )
    labels = _labels(children)
    found = []
    for child in children:
        child.parent = product
        info = strategy.fetch_for_product(child)
        price = prices.price_of(strategy, child)
        found.append(Variant(child, labels[child.pk], price, info.availability.is_available_to_buy))
    return sorted(
        found, key=lambda one: (not one.price, one.price.amount if one.price else 0, one.label)
    )


def _labels(children: list[Any]) -> dict[int, str]:
    """Return for each child the values of the attributes in which the children differ."""
    values = {
        child.pk: {
            value.attribute.code: str(value.value_as_text) for value in child.attribute_values.all()
        }
        for child in children
    }
    codes = dict.fromkeys(code for own in values.values() for code in own)
    telling = [code for code in codes if len({own.get(code) for own in values.values()}) > 1]
    return {
        child.pk: ", ".join(values[child.pk][code] for code in telling if code in values[child.pk])
        or child.get_title()
        for child in children
    }


@register.simple_tag
def name_field(form: Any, field: str, label: str) -> str:
    """Give a form's field a name for screen readers, where Oscar's template shows no label."""
    form.fields[field].widget.attrs["aria-label"] = label
    return ""
