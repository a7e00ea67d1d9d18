"""Oscar's request, product, basket and order as frozen values of ``core.data``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from oscar.core.loading import get_class

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
    """What an Oscar product says of itself: no price, not whether it sells.

    No query, but for a child whose parent Oscar has not read yet; it keeps what it has read, and
    every page about a child reads it.
    """
    return Product(
        id=product.pk,
        parent_id=product.parent_id,
        title=product.title,
        public=product.is_public,
        created=product.date_created,
        structure=product.structure,
        class_id=(product.parent if product.parent_id else product).product_class_id,
    )


def basket_of(basket: Any, with_total: bool) -> Basket:
    """The lines of an Oscar basket and, where asked for, what they cost after discounts."""
    known = with_total and basket.is_tax_known
    lines = tuple(
        Line(
            line.product_id,
            line.product.parent_id or line.product_id,
            line.quantity,
            total=_cost(line, known) if with_total else None,
        )
        for line in basket.all_lines()
    )
    currency = (basket.currency if lines else None) or settings.OSCAR_DEFAULT_CURRENCY
    if not (with_total and lines):
        return Basket(lines, currency=currency, total_incl_tax=Decimal(0) if with_total else None)
    without = basket.total_excl_tax
    with_tax = basket.total_incl_tax if known else None
    return Basket(lines, without if with_tax is None else with_tax, currency, without, with_tax)


def _cost(line: Any, tax_is_known: bool) -> Decimal:
    cost: Decimal = (
        line.line_price_incl_tax_incl_discounts
        if tax_is_known
        else line.line_price_excl_tax_incl_discounts
    )
    return cost


def vouchers_of(basket: Any) -> frozenset[str]:
    """The codes of the vouchers in the basket, in upper case, in one query."""
    if not basket.pk:
        return frozenset()
    return frozenset(voucher.code.upper() for voucher in basket.vouchers.all())


def lines_of(order: Any) -> tuple[Line, ...]:
    """The lines of an Oscar order whose products still exist, in one query."""
    rows = order.lines.filter(product__isnull=False).order_by("pk")
    return tuple(
        Line(product_id, parent_id or product_id, quantity, total=total)
        for product_id, parent_id, quantity, total in rows.values_list(
            "product_id", "product__parent_id", "quantity", "line_price_incl_tax"
        )
    )


def categories_around(category: Any) -> frozenset[int]:
    """An Oscar category's id with its ancestors', in one query; none at the root."""
    return frozenset({category.pk}) | ancestors_of(category.path)


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
