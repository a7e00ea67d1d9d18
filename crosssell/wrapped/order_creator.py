"""Oscar's OrderCreator: an order and the uses of its bundles are written together, or neither.

It works where ``place_order`` writes the order's row, inside Oscar's own transaction, so that
receivers of ``order_placed`` run after the transaction as ever.

Oscar records every shipping offer of the basket with all that was taken off the charge. Only the
one that the chosen method has used is recorded, once.
"""

import logging
from typing import Any

from django.db import transaction

# A shop's class that is built on ours may have replaced what we replace.
OUTERMOST = True
# On an application of an offer: the chosen shipping method owes nothing to it.
UNUSED = "crosssell_unused"

log = logging.getLogger(__name__)


def wrapped(original: Any) -> Any:
    class OrderCreator(original):
        def place_order(
            self, basket: Any, total: Any, shipping_method: Any, *args: Any, **kwargs: Any
        ) -> Any:
            """What the method has not used gives nothing, and is neither recorded nor used up."""
            _mark_unused(basket, shipping_method)
            return super().place_order(basket, total, shipping_method, *args, **kwargs)

        def create_order_model(self, user: Any, basket: Any, *args: Any, **kwargs: Any) -> Any:
            """Raises UnableToPlaceOrder where a basket that was never held has no room."""
            from oscar.core.loading import get_class

            from crosssell import submission
            from crosssell.experiments import orders

            with transaction.atomic():
                try:
                    claimed = submission.claim(basket, user, kwargs.get("guest_email") or "")
                except submission.NotOrdered as error:
                    refused = get_class("order.exceptions", "UnableToPlaceOrder")
                    raise refused(str(error)) from error
                order = super().create_order_model(user, basket, *args, **kwargs)
                orders.write(basket, order)
                if claimed:
                    submission.confirm(basket, order)
            return order

        def create_discount_model(self, order: Any, discount: Any) -> Any:
            """The order names the bundle or reward itself, not the row by which Oscar knows it."""
            if UNUSED in discount:
                return None
            made = super().create_discount_model(order, discount)
            offer = discount["offer"]
            if hasattr(offer, "given") or hasattr(offer, "tier"):
                order.discounts.filter(offer_id=offer.id).update(offer_name=offer.name[:128])
            return made

        def record_discount(self, discount: Any) -> Any:
            return None if UNUSED in discount else super().record_discount(discount)

    return OrderCreator


def _mark_unused(basket: Any, method: Any) -> None:
    try:
        from crosssell.oscar.best_shipping import unused

        # An order that could not be placed may have marked them for another method.
        for application in basket.offer_applications:
            application.pop(UNUSED, None)
        for application in unused(basket, method):
            application[UNUSED] = True
    except Exception:
        log.exception("The shipping offers of basket %s are recorded as Oscar does.", basket.pk)
