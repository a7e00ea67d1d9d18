"""Oscar's PaymentDetailsView: nobody is charged for a bundle that has no room, or another price.

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
            submission.note_shown(self.request, context.get("basket"))
            used_before.tell(self.request, context.get("basket"))
            return context

        def submit(self, *args: Any, **kwargs: Any) -> Any:
            """Hold the bundles or refuse before payment; give back what a failed one held."""
            from crosssell import submission

            user = kwargs["user"] if "user" in kwargs else args[0]
            basket = kwargs["basket"] if "basket" in kwargs else args[1]
            # Ours may be inside a shop's class that is inside ours: the outer one does it all.
            if self._crosssell_inside:
                return super().submit(*args, **kwargs)
            if not submission.concerns(self.request, basket):
                answer = super().submit(*args, **kwargs)
                submission.note_without_bundles(basket)
                return answer
            order = kwargs.get("order_kwargs") or {}
            email = order.get("guest_email") or self.checkout_session.get_guest_email() or ""
            refused = submission.refusals(self, user, basket, email)
            if refused:
                return submission.back_to_basket(self.request, basket, refused)
            self._crosssell_inside = True
            try:
                return super().submit(*args, **kwargs)
            finally:
                self._crosssell_inside = False
                submission.release_if_open(basket)

    return PaymentDetailsView
