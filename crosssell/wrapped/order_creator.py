"""Oscar's OrderCreator: an order and the uses of its bundles are written together, or neither.

It works where ``place_order`` writes the order's row, inside Oscar's own transaction, so that
receivers of ``order_placed`` run after the transaction as ever.
"""

from typing import Any

from django.db import transaction

# A shop's class that is built on ours may have replaced what we replace.
OUTERMOST = True


def wrapped(original: Any) -> Any:
    class OrderCreator(original):
        def create_order_model(self, user: Any, basket: Any, *args: Any, **kwargs: Any) -> Any:
            """Raises UnableToPlaceOrder where a basket that was never held has no room."""
            from oscar.core.loading import get_class

            from crosssell import submission

            with transaction.atomic():
                try:
                    claimed = submission.claim(basket, user, kwargs.get("guest_email") or "")
                except submission.NotOrdered as error:
                    refused = get_class("order.exceptions", "UnableToPlaceOrder")
                    raise refused(str(error)) from error
                order = super().create_order_model(user, basket, *args, **kwargs)
                if claimed:
                    submission.confirm(basket, order)
            return order

        def create_discount_model(self, order: Any, discount: Any) -> Any:
            """The order names the bundle or reward itself, not the row by which Oscar knows it."""
            made = super().create_discount_model(order, discount)
            offer = discount["offer"]
            if hasattr(offer, "given") or hasattr(offer, "tier"):
                order.discounts.filter(offer_id=offer.id).update(offer_name=offer.name[:128])
            return made

    return OrderCreator
