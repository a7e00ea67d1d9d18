"""What the search engine knows about a product."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from haystack import indexes
from oscar.apps.search import search_indexes

# Upper ends of the price bands, without tax, and what the shopper reads.
BANDS = ((Decimal(2), "Under $2"), (Decimal(5), "$2 to $5"), (Decimal(10), "$5 to $10"))
TOP_BAND = "$10 and over"


def price_band(price: Decimal | None) -> str | None:
    """Return the price band of a price in the shop's currency; None where there is no price."""
    if price is None:
        return None
    for upper, label in BANDS:
        if price < upper:
            return label
    return TOP_BAND


class ProductIndex(search_indexes.ProductIndex, indexes.Indexable):
    """Oscar's index with brand and price band as facets: Whoosh counts values, not ranges."""

    brand = indexes.CharField(null=True, faceted=True)
    price_band = indexes.CharField(null=True, faceted=True)

    def index_queryset(self, using: str | None = None) -> QuerySet[Any]:
        """Return browsable products with all that preparing them reads, loaded in bulk."""
        queryset: QuerySet[Any] = super().index_queryset(using)
        return queryset.select_related("product_class").prefetch_related(
            "categories", "stockrecords", "children__stockrecords", "attribute_values__attribute"
        )

    def prepare_brand(self, obj: Any) -> str | None:
        """Return the value of the attribute with code "brand", if the product has one."""
        for value in obj.attribute_values.all():
            if value.attribute.code == "brand":
                return str(value.value_as_text)
        return None

    def prepare_price_band(self, obj: Any) -> str | None:
        """Return the band of the price that a visitor sees."""
        return price_band(self.prepare_price(obj))
