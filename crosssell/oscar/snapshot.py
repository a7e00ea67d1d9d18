"""Oscar's request, basket, order and customer as frozen values of ``core.data``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from oscar.core.loading import get_class, get_model

from crosssell.conf import settings as crosssell_settings
from crosssell.core.data import Basket, Line, Product
from crosssell.oscar.categories import ancestors_of


def strategy_of(request: Any, user: Any) -> Any:
    """Oscar's selling strategy: the request's own, else one for the user."""
    found = getattr(request, "strategy", None)
    if found is None:
        selector = get_class("partner.strategy", "Selector")()
        found = selector.strategy(request=request, user=user)
    return found


def product_of(product: Any) -> Product:
    """What an Oscar product says of itself, without a query: no price, not whether it sells."""
    return Product(
        id=product.pk,
        parent_id=product.parent_id,
        title=product.title,
        public=product.is_public,
        created=product.date_created,
    )


def basket_of(basket: Any, with_total: bool) -> Basket:
    """The lines of an Oscar basket and, where asked for, what they cost."""
    lines = tuple(
        Line(line.product_id, line.product.parent_id or line.product_id, line.quantity)
        for line in basket.all_lines()
    )
    total = _total(basket) if with_total and lines else Decimal(0)
    currency = basket.currency if lines else None
    return Basket(lines, total, currency or settings.OSCAR_DEFAULT_CURRENCY)


def _total(basket: Any) -> Decimal:
    return basket.total_incl_tax if basket.is_tax_known else basket.total_excl_tax


def lines_of(order: Any) -> tuple[Line, ...]:
    """The lines of an Oscar order whose products still exist, in one query."""
    rows = order.lines.filter(product__isnull=False).order_by("pk")
    return tuple(
        Line(product_id, parent_id or product_id, quantity)
        for product_id, parent_id, quantity in rows.values_list(
            "product_id", "product__parent_id", "quantity"
        )
    )


def categories_around(category: Any) -> frozenset[int]:
    """An Oscar category's id with its ancestors', in one query; none at the root."""
    return frozenset({category.pk}) | ancestors_of(category.path)


def groups_of(user: Any) -> frozenset[int]:
    """The ids of the user's groups, in one query."""
    return frozenset(user.groups.values_list("pk", flat=True))


def bought_by(user: Any) -> frozenset[int]:
    """Families of all products that the user ever ordered and kept, in one query."""
    refused = crosssell_settings().refused_statuses
    rows = (
        get_model("order", "Line")
        .objects.filter(order__user_id=user.pk, product__isnull=False)
        .exclude(order__status__in=refused)
        .values_list("product_id", "product__parent_id")
        .order_by()
        .distinct()
    )
    return frozenset(parent_id or product_id for product_id, parent_id in rows)


def viewed_in(request: Any) -> tuple[int, ...]:
    """Recently viewed product ids from Oscar's own cookie, newest first; no query."""
    history = get_class("customer.history", "CustomerHistoryManager")
    try:
        ids = history.extract(request)
    except RecursionError:
        # Oscar forgives what is no JSON, but not a cookie of nothing but opening brackets.
        return ()
    return tuple(
        number
        for number in reversed(ids)
        if isinstance(number, int) and not isinstance(number, bool) and 0 < number < 2**63
    )
