"""The discounts of an order, each called what the order recorded of it.

Oscar's totals of an order print the row of an offer; those that stand for bundles and tiers carry
a number, so that their names are taken by no offer of the shop.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class _Shown:
    """Something of Oscar's with a few of its attributes replaced, for a template."""

    def __init__(self, original: Any, **replaced: Any) -> None:
        self.__dict__.update(replaced)
        self._original = original

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def named(discounts: Iterable[Any]) -> list[Any]:
    """An order's discounts, whose ``offer`` prints as the order names it."""
    return [_Shown(one, offer=one.offer_name or one.offer) for one in discounts]


def with_names(order: Any) -> Any:
    """The order, whose discounts print as it names them."""
    return _Shown(
        order,
        basket_discounts=named(order.basket_discounts),
        shipping_discounts=named(order.shipping_discounts),
    )
