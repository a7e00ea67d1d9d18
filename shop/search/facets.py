"""What a shopper can narrow a list of products by."""

from typing import Any

from haystack.query import SearchQuerySet
from oscar.apps.search import facets

from shop.search.search_indexes import BAND_LABELS

BRANDS_SHOWN = 10


def base_sqs() -> SearchQuerySet:
    """Return Oscar's search, which loads the products of a page at once and not one by one."""
    return facets.base_sqs().load_all()


class FacetMunger(facets.FacetMunger):
    """Oscar's facets without products that lack a value, in an order that helps to choose."""

    def munge_field_facet(
        self, key: str, facet: dict[str, Any], clean_data: dict[str, Any]
    ) -> None:
        """Put the values of one field in `clean_data`: price from low to high, else by count."""
        super().munge_field_facet(key, facet, clean_data)
        found = [one for one in clean_data[key]["results"] if one["name"] not in (None, "None")]
        if key == "price_band":
            found.sort(key=lambda one: BAND_LABELS.index(one["name"]))
        else:
            found.sort(key=lambda one: (not one["selected"], -one["count"], one["name"]))
            found = found[:BRANDS_SHOWN]
        clean_data[key]["results"] = found
