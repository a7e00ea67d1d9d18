"""Oscar's PaymentDetailsView: nobody is charged another price than the page said.

Bundles have room, tiers are reached, gifts are free; or nothing is charged at all.

Whatever the shop's own class replaces, ``submit`` and ``handle_payment`` too, runs inside.
"""

from typing import Any

# A shop's class that is built on ours may have replaced what we replace.
OUTERMOST = True


def wrapped(original: Any) -> Any:
    class PaymentDetailsView(original):
        _crosssell_inside = False

        def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
            from crosssell import submission, used_before

            context: dict[str, Any] = super().get_context_data(**kwargs)
            method = context.get("shipping_method")
            submission.note_shown(self.request, context.get("basket"), method)
            used_before.tell(self.request, context.get("basket"))
            return context

        def submit(self, *args: Any, **kwargs: Any) -> Any:
            """Hold what the basket gets or refuse before payment; give back what failed."""
            from crosssell import submission
            from crosssell.experiments import orders

            user = kwargs["user"] if "user" in kwargs else args[0]
            basket = kwargs["basket"] if "basket" in kwargs else args[1]
            # Ours may be inside a shop's class that is inside ours: the outer one does it all.
            if self._crosssell_inside:
                return super().submit(*args, **kwargs)
            orders.mark(self.request, basket)
            if not submission.concerns(self.request, basket):
                answer = super().submit(*args, **kwargs)
                submission.note_nothing_more(basket)
                return answer
            order = kwargs.get("order_kwargs") or {}
            email = order.get("guest_email") or self.checkout_session.get_guest_email() or ""
            method = kwargs.get("shipping_method") or (args[3] if len(args) > 3 else None)
            refused = submission.refusals(self, user, basket, email, method)
            if refused:
                return submission.back_to_basket(self.request, basket, refused)
            self._crosssell_inside = True
            try:
                answer = super().submit(*args, **kwargs)
                submission.note_nothing_more(basket)
                return answer
            finally:
                self._crosssell_inside = False
                submission.release_if_open(basket)

    return PaymentDetailsView
