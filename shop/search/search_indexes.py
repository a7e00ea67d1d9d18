"""What the search engine knows about a product."""

from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from haystack import indexes
from oscar.apps.search import search_indexes
from oscar.core.loading import get_model

from shop.prices import children_with_stock, price_of

Line = get_model("order", "Line")

# Upper ends of the price bands, without tax, and what the shopper reads.
BANDS = ((Decimal(2), "Under $2"), (Decimal(5), "$2 to $5"), (Decimal(10), "$5 to $10"))
TOP_BAND = "$10 and over"
BAND_LABELS = [label for _upper, label in BANDS] + [TOP_BAND]


def price_band(price: Decimal | None) -> str | None:
    """Return the price band of a price in the shop's currency; None where there is no price."""
    if price is None:
        return None
    for upper, label in BANDS:
        if price < upper:
            return label
    return TOP_BAND


def _units(path: str) -> Coalesce:
    """Return the units in all order lines that lead to a product by this path."""
    lines = Line.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(lines.annotate(units=Sum("quantity")).values("units")), 0)


class ProductIndex(search_indexes.ProductIndex, indexes.Indexable):
    """Oscar's index with brand and price band as facets: Whoosh counts values, not ranges.

    Both are lists of one value, since Whoosh cuts the texts of a plain field into words.
    """

    brand = indexes.MultiValueField(null=True)
    price_band = indexes.MultiValueField(null=True)
    sold = indexes.IntegerField()

    def index_queryset(self, using: str | None = None) -> QuerySet[Any]:
        """Return browsable products with all that preparing them reads, loaded in bulk."""
        queryset: QuerySet[Any] = super().index_queryset(using)
        return (
            queryset.select_related("product_class")
            .prefetch_related("stockrecords", "attribute_values__attribute")
            .prefetch_browsable_categories()
            .prefetch_public_children(children_with_stock())
            .annotate(
                units_sold=_units("product"), units_sold_by_children=_units("product__parent")
            )
        )

    def read_queryset(self, using: str | None = None) -> QuerySet[Any]:
        """Return the products of a page of results with what their tiles show."""
        queryset: QuerySet[Any] = super().read_queryset(using)
        return queryset.prefetch_public_children(children_with_stock())

    def prepare_category(self, obj: Any) -> list[int]:
        """Return the ids of the product's public categories."""
        return [category.pk for category in obj.get_categories()]

    def prepare_price(self, obj: Any) -> Decimal | None:
        """Return what a visitor sees as the price: of a parent, that of its cheapest child."""
        price = price_of(self.get_strategy(), obj)
        return price.amount if price else None

    def prepare_num_in_stock(self, obj: Any) -> int | None:
        """Return the stock of a product that is sold itself; None for a parent."""
        records = [] if obj.is_parent else obj.stockrecords.all()
        return records[0].net_stock_level if records else None

    def prepare_sold(self, obj: Any) -> int:
        """Return how many units were ever ordered, of a parent those of its children."""
        if not hasattr(obj, "units_sold"):
            lines = Line.objects.filter(Q(product=obj) | Q(product__parent=obj))
            return lines.aggregate(units=Sum("quantity"))["units"] or 0
        return int(obj.units_sold + obj.units_sold_by_children)

    def prepare_brand(self, obj: Any) -> list[str]:
        """Return the value of the attribute with code "brand"; Whoosh splits it at commas."""
        found = [value for value in obj.attribute_values.all() if value.attribute.code == "brand"]
        return [str(value.value_as_text).replace(",", " ") for value in found[:1]]

    def prepare_price_band(self, obj: Any) -> list[str]:
        """Return the band of the price that a visitor sees."""
        band = price_band(self.prepare_price(obj))
        return [band] if band else []
