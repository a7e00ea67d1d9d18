"""Whose orders and baskets: those of a customer, and those of a guest's e-mail address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oscar.core.loading import get_model


def orders_of(user_id: Any) -> dict[int, int | None]:
    """By order of the customer its basket, where that is still there."""
    return _orders(user_id=user_id)


def orders_of_guest(email: str) -> dict[int, int | None]:
    """By order that was placed without an account under this address its basket."""
    return _orders(user=None, guest_email__iexact=email.strip()) if email.strip() else {}


def baskets_of(user_id: Any) -> set[int]:
    """The baskets that the customer has, of whatever status."""
    rows = get_model("basket", "Basket")._default_manager.filter(owner_id=user_id).order_by()
    return set(rows.values_list("pk", flat=True))


def frozen(basket_ids: list[int]) -> set[int]:
    """Those of the baskets that are being paid."""
    model = get_model("basket", "Basket")
    rows = model._default_manager.filter(pk__in=basket_ids, status=model.FROZEN).order_by()
    return set(rows.values_list("pk", flat=True))


def numbers_of(order_ids: list[int]) -> Iterator[tuple[int, str]]:
    """The numbers under which the shop knows these orders, the oldest first."""
    rows = get_model("order", "Order")._default_manager.filter(pk__in=order_ids)
    yield from rows.order_by("date_placed", "pk").values_list("pk", "number")


def _orders(**which: Any) -> dict[int, int | None]:
    rows = get_model("order", "Order")._default_manager.filter(**which).order_by()
    return dict(rows.values_list("pk", "basket_id"))
