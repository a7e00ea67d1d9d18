"""Oscar's request, product, basket and order as frozen values of ``core.data``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from oscar.core.loading import get_class, get_model

from crosssell.core.data import Basket, Line, Product
from crosssell.oscar.categories import ancestors_of


def strategy_of(request: Any, user: Any) -> Any:
    """Oscar's selling strategy: the request's own, else one for the user."""
    found = getattr(request, "strategy", None)
    if found is None:
        selector = get_class("partner.strategy", "Selector")()
        found = selector.strategy(request=request, user=user)
    return found


def products_of(products: Iterable[Any]) -> dict[int, Product]:
    """What Oscar's products say of themselves, by id: no price, not whether they sell.

    No query, but one for all children whose parents Oscar has not read yet; it keeps what it has
    read, and a page about a child reads the parent anyway.
    """
    listed = list(products)
    parent = get_model("catalogue", "Product").parent
    children = [one for one in listed if one.parent_id and not parent.is_cached(one)]
    if children:
        prefetch_related_objects(children, "parent")
    return {
        one.pk: Product(
            id=one.pk,
            parent_id=one.parent_id,
            title=one.title,
            public=one.is_public,
            created=one.date_created,
            structure=one.structure,
            class_id=(one.parent if one.parent_id else one).product_class_id,
        )
        for one in listed
    }


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
