"""A basket and a visitor to try things with: Oscar's own, and gone afterwards."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from oscar.core.loading import get_class, get_model

from crosssell import visitors


@dataclass(frozen=True)
class Trial:
    """The basket, and the titles of products that it did not take."""

    basket: Any
    refused: tuple[str, ...] = ()


@contextmanager
def trial_basket(
    product_ids: Iterable[int], strategy: Any, user: Any = None, request: Any = None
) -> Iterator[Trial]:
    """Hold one of each product in a basket that is rolled back at the end.

    A parent stands for its first variant that can be bought. Without products nothing is written.
    """
    basket_model = get_model("basket", "Basket")
    products = _products(product_ids)
    if not products:
        basket = basket_model()
        basket.strategy = strategy
        yield Trial(basket)
        return
    with transaction.atomic():
        basket = basket_model.objects.create()
        basket.strategy = strategy
        refused = tuple(
            product.get_title() for product in products if not _added(basket, product, strategy)
        )
        get_class("offer.applicator", "Applicator")().apply(basket, user, request)
        yield Trial(basket, refused)
        transaction.set_rollback(True)


def trial_visit(request: HttpRequest, user: Any, viewed: Iterable[int] = ()) -> HttpRequest:
    """A request like this one by somebody else, who has an empty session and no cookie of his.

    ``viewed`` are product ids in the order in which he looked at them. No basket, and no selling
    strategy: whoever needs them makes them for ``user``.
    """
    found = copy(request)
    for known in ("basket", "strategy", "_crosssell_cards"):
        found.__dict__.pop(known, None)
    history = get_class("customer.history", "CustomerHistoryManager")
    found.COOKIES = {history.cookie_name: json.dumps(list(viewed))}
    found.session = import_module(settings.SESSION_ENGINE).SessionStore()
    found.user = user
    # Nobody looks but the merchant, whose own wishes are not that person's either.
    found.__dict__.update({visitors.COUNTS: False, visitors.OPTED_OUT: False})
    return found


def _products(ids: Iterable[int]) -> list[Any]:
    rows = get_model("catalogue", "Product").objects.select_related("product_class", "parent")
    found = rows.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def _added(basket: Any, product: Any, strategy: Any) -> bool:
    if product.is_parent:
        product = next(
            (
                child
                for child in product.children.all()
                if strategy.fetch_for_product(child).availability.is_available_to_buy
            ),
            None,
        )
    if product is None:
        return False
    try:
        # A savepoint: what the database refuses must not spoil the rest.
        with transaction.atomic():
            basket.add_product(product)
    except ValueError:
        return False
    return True
