"""Whether Oscar is asked for its classes through ``crosssell.loading``."""

from __future__ import annotations

import sys
from typing import Any

from oscar.core.loading import get_class

NEEDED = (
    ("offer.applicator", "Applicator"),
    ("basket.utils", "LineDiscountRegistry"),
    ("order.utils", "OrderCreator"),
    ("checkout.views", "PaymentDetailsView"),
    ("shipping.repository", "Repository"),
)
# What asks for shipping methods, by the name "Repository" of its module.
ASKING = (
    ("basket.views", "BasketView"),
    ("checkout.views", "ShippingMethodView"),
    ("checkout.views", "PaymentDetailsView"),
    ("checkout.session", "CheckoutSessionMixin"),
)


def not_ours() -> list[str]:
    """The classes without which something is not given, or not counted, and that are not ours.

    A view of the shop that has imported another shipping Repository is among them.
    """
    missing = [f"{label}.{name}" for label, name in NEEDED if not _is_ours(get_class(label, name))]
    modules = {one.__module__ for label, name in ASKING for one in get_class(label, name).__mro__}
    return missing or [
        f"{module}.Repository"
        for module in sorted(modules)
        if not _is_ours(getattr(sys.modules.get(module), "Repository", None))
    ]


def _is_ours(found: Any) -> bool:
    return found is None or getattr(found, "crosssell_wrapped", False)
