"""What of ours can be traced to a person: by the account, or by a guest's e-mail address."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from crosssell import limits
from crosssell.analytics import leftovers
from crosssell.analytics.rollup import exposures
from crosssell.analytics.tracking import TOUCH
from crosssell.models import BundleUse, MeasuredOrder, OrderUnit, Touch
from crosssell.oscar import whose

AT_ONCE = 500


@dataclass(frozen=True)
class Traces:
    """Keys of a person's rows. ``customers`` are the hashes by which limits count him.

    ``baskets`` are his own, those of his orders, and those that he filled before he signed in;
    ``units`` the random numbers of visitors in tests who placed his orders.
    """

    user_id: Any
    orders: frozenset[int]
    baskets: frozenset[int]
    units: frozenset[int]
    customers: frozenset[str]

    def touches(self) -> Iterator[Q]:
        """What finds his touches, in parts."""
        if self.user_id is not None:
            yield Q(user_id=self.user_id)
        for some in parts(self.baskets):
            yield Q(basket_id__in=some, user=None)

    def uses(self) -> Iterator[Q]:
        """What finds the uses of bundles that name him, in parts."""
        yield Q(customer__in=self.customers)
        for some in parts(self.orders):
            yield Q(order_id__in=some)
        for some in parts(self.baskets):
            yield Q(basket_id__in=some)

    def waiting(self) -> list[tuple[int, float, dict[str, Any]]]:
        """His events that nobody has counted yet: key, when (seconds), what."""
        found = [one for one in leftovers.entries(TOUCH) if self._is_mine(one[2])]
        met = leftovers.entries(exposures.KIND)
        return found + [one for one in met if one[2].get("unit") in self.units]

    def _is_mine(self, fields: dict[str, Any]) -> bool:
        said = _said(fields)
        user, basket = said.get("user"), said.get("basket")
        if user is not None:
            return self.user_id is not None and str(user) == str(self.user_id)
        return basket in self.baskets


def of_user(user: Any) -> Traces:
    """The traces of whoever has this account."""
    orders = whose.orders_of(user.pk)
    baskets = _known(orders) | whose.baskets_of(user.pk)
    mine = Touch.objects.filter(user_id=user.pk, basket_id__isnull=False).order_by()
    baskets.update(mine.values_list("basket_id", flat=True).distinct())
    for _pk, _at, fields in leftovers.entries(TOUCH):
        said = _said(fields)
        # He has signed in with it, or it was his when he put something in.
        if str(said.get("user")) == str(user.pk) and isinstance(said.get("basket"), int):
            baskets.add(said["basket"])
    return _traces(user.pk, orders, baskets, limits.customer_key(user))


def of_guest(email: str) -> Traces:
    """The traces of whoever ordered without an account under this address."""
    orders = whose.orders_of_guest(email)
    return _traces(None, orders, _known(orders), limits.customer_key(None, email))


def parts(keys: Collection[Any]) -> Iterable[list[Any]]:
    """Keys in an order of their own, as many as a statement takes at once."""
    listed = sorted(keys)
    return (listed[at : at + AT_ONCE] for at in range(0, len(listed), AT_ONCE))


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    join = fields.get("join")
    return join if isinstance(join, dict) else fields


def _known(orders: dict[int, int | None]) -> set[int]:
    return {basket for basket in orders.values() if basket is not None}


def _traces(user_id: Any, orders: Collection[int], baskets: set[int], customer: str) -> Traces:
    units: set[int] = set()
    customers = {customer} - {""}
    for some in parts(orders):
        units.update(OrderUnit.objects.filter(order__in=some).values_list("unit", flat=True))
        measured = MeasuredOrder.objects.filter(order__in=some, unit__gt=0)
        units.update(measured.values_list("unit", flat=True))
        # Hashed before the shop changed its SECRET_KEY, perhaps.
        used = BundleUse.objects.filter(order__in=some).exclude(customer="").order_by()
        customers.update(used.values_list("customer", flat=True))
    return Traces(
        user_id, frozenset(orders), frozenset(baskets), frozenset(units), frozenset(customers)
    )
