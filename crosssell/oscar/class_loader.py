"""Whether Oscar is asked for its classes through ``crosssell.loading``."""

from __future__ import annotations

from oscar.core.loading import get_class

NEEDED = (
    ("offer.applicator", "Applicator"),
    ("basket.utils", "LineDiscountRegistry"),
    ("order.utils", "OrderCreator"),
    ("checkout.views", "PaymentDetailsView"),
)


def not_ours() -> list[str]:
    """The classes without which bundles are not given, or not counted, and that are not ours."""
    return [
        f"{label}.{name}"
        for label, name in NEEDED
        if not getattr(get_class(label, name), "crosssell_wrapped", False)
    ]
