"""What the examples name, found in the shop: categories, ranges, and what sells best."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

Category = get_model("catalogue", "Category")
Line = get_model("order", "Line")
Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")


class Missing(LookupError):
    """The shop has nothing of that name."""


def categories() -> dict[str, int]:
    """Of categories of one name the one nearest to the root."""
    return dict(Category.objects.order_by("-depth", "-path").values_list("name", "pk"))


def add_ranges(ranges: Mapping[str, Sequence[str]]) -> None:
    """Add those that are not there and all of whose categories are."""
    known = categories()
    for name, some in ranges.items():
        if known.keys() >= set(some) and not Range.objects.filter(name=name).exists():
            Range.objects.create(name=name).included_categories.set(known[one] for one in some)


def most_bought(products: Any) -> int | None:
    """The key of what most orders hold of these (a queryset; variants count for their parent)."""
    sold = Line.objects.values(family=Coalesce("product__parent_id", "product_id"))
    counted = sold.filter(family__in=products.values("pk")).annotate(lines=Count("pk"))
    best = counted.order_by("-lines", "family").first()
    return best["family"] if best else None


def best_of(category: int) -> int:
    """The key of what most orders hold of the category and those below it, of what is in the shop.

    Raises Missing where no order holds anything of it.
    """
    path = Category.objects.values_list("path", flat=True).get(pk=category)
    found = most_bought(Product.objects.browsable().filter(categories__path__startswith=path))
    if found is None:
        raise Missing(f"nothing of category {category} was ever bought")
    return found
