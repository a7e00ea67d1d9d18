"""Addresses of products, and of putting them in the basket, for all cards of a page.

Django looks each address up among the shop's patterns. Here it is asked once a page, with marks
for product and slug, and the marks are replaced.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from oscar.apps.catalogue.abstract_models import AbstractProduct

# A number and a word that stand nowhere else in an address.
NUMBER = 918_273_645_546_372_819
WORD = "crosssell-stands-for-the-slug"
# Letters that an address shows as they are.
PLAIN = re.compile(r"[A-Za-z0-9_-]+").fullmatch


class Addresses:
    """The addresses of one page, in its language and below its prefix."""

    def of(self, product: Any) -> str:
        """Where the shop shows the product: what its ``get_absolute_url`` answers."""
        own = type(product).get_absolute_url is not AbstractProduct.get_absolute_url
        if own or not self._shown or not PLAIN(product.slug):
            return str(product.get_absolute_url())
        return self._shown.replace(str(NUMBER), str(product.pk)).replace(WORD, product.slug)

    def adds(self, product_id: int) -> str:
        """Where the product is put in the basket; raises NoReverseMatch in a shop without one."""
        if not self._adds:
            return reverse("basket:add", kwargs={"pk": product_id})
        return self._adds.replace(str(NUMBER), str(product_id))

    @cached_property
    def _shown(self) -> str:
        return _pattern("catalogue:detail", product_slug=WORD, pk=NUMBER)

    @cached_property
    def _adds(self) -> str:
        return _pattern("basket:add", pk=NUMBER)


def _pattern(name: str, **marks: Any) -> str:
    """The address with its marks in it; "" where they do not stand in it as they are."""
    try:
        address = reverse(name, kwargs=marks)
    except NoReverseMatch:
        return ""
    return address if all(address.count(str(mark)) == 1 for mark in marks.values()) else ""
