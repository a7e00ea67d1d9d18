"""What an address is about: its product and category, if a visitor may see them."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

# No longer than what every database's whole numbers hold.
# Apps of Oscar whose pages list what is in the basket, or what is being ordered.
BASKET_APPS = ("basket", "checkout")
_NUMBER = re.compile(r"[0-9]{1,18}")


class NotANumber(ValueError):
    """A value that must be a whole number; ``field`` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(_("%(field)s must be one whole number.") % {"field": field})
        self.field = field


class NotShown(LookupError):
    """No product or category that a visitor may see has that id."""


@dataclass(frozen=True)
class Subject:
    """What a page is about: Oscar's product, its category, or neither."""

    product: Any | None = None
    category: Any | None = None


def number(field: str, raw: str) -> int:
    """Return a value of a query or form as a number from 0 up; raises NotANumber."""
    if not _NUMBER.fullmatch(raw):
        raise NotANumber(field)
    return int(raw)


def subject(query: QueryDict) -> Subject:
    """Read ``product`` and ``category`` from a query.

    Raises NotANumber, also for an id given twice, and NotShown.
    """
    return Subject(
        _found("product", query, public_product), _found("category", query, public_category)
    )


def public_product(product_id: int) -> Any | None:
    """Return the product of that id; None when it is unknown, or it or its parent not public."""
    products = get_model("catalogue", "Product").objects.select_related(
        "product_class", "parent__product_class"
    )
    product = products.filter(pk=product_id, is_public=True).first()
    if product is None or (product.parent is not None and not product.parent.is_public):
        return None
    return product


def public_category(category_id: int) -> Any | None:
    """Return the category of that id; None when it, or one above it, is unknown or not public."""
    return get_model("catalogue", "Category").objects.browsable().filter(pk=category_id).first()


def lists_basket(request: Any) -> bool:
    """Whether the page of this request lists what is in the basket, or what is being ordered.

    Such a page must be loaded anew after something was added. ``request`` may be None.
    """
    match = getattr(request, "resolver_match", None)
    return match is not None and match.app_name in BASKET_APPS


def is_ordering(request: Any) -> bool:
    """Whether the page of this request is a step of the checkout. ``request`` may be None."""
    match = getattr(request, "resolver_match", None)
    return match is not None and match.app_name == "checkout"


def _found(field: str, query: QueryDict, load: Any) -> Any | None:
    values = query.getlist(field)
    if not values:
        return None
    if len(values) > 1:
        raise NotANumber(field)
    found = load(number(field, values[0]))
    if found is None:
        raise NotShown(_("No %(field)s has this id.") % {"field": field})
    return found
