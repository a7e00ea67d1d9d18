"""Oscar's classes with ours on top: ``OSCAR_DYNAMIC_CLASS_LOADER = "crosssell.loading.load"``.

Nothing is forked: Oscar (or an app that the shop has forked) is asked for its class first, and
what comes back is subclassed. Oscar asks while its models are being loaded, so nothing here
imports any; the files of ``crosssell/wrapped`` import ours inside their methods.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.utils.module_loading import import_string

from crosssell import conf

# Where Oscar's class is looked for, its name, and the file of crosssell/wrapped that wraps it.
WRAPPED = {
    ("offer.applicator", "Applicator"): "applicator",
    ("basket.utils", "LineDiscountRegistry"): "line_discounts",
    ("basket.utils", "BasketMessageGenerator"): "basket_messages",
    ("basket.forms", "BasketLineForm"): "basket_line_form",
    ("order.utils", "OrderCreator"): "order_creator",
    ("shipping.repository", "Repository"): "shipping_repository",
    ("checkout.views", "PaymentDetailsView"): "payment_view",
    ("offer.views", "OfferDetailView"): "offer_page",
    ("dashboard.offers.views", "OfferListView"): "dashboard_list",
    ("dashboard.offers.views", "OfferDetailView"): "dashboard_offer",
    ("dashboard.offers.views", "OfferDeleteView"): "dashboard_offer",
    ("dashboard.offers.views", "OfferMetaDataView"): "dashboard_offer",
    ("dashboard.offers.views", "OfferBenefitView"): "dashboard_offer",
    ("dashboard.offers.views", "OfferConditionView"): "dashboard_offer",
    ("dashboard.offers.views", "OfferRestrictionsView"): "dashboard_offer",
    ("dashboard.offers.forms", "ConditionForm"): "dashboard_form",
    ("dashboard.offers.forms", "BenefitForm"): "dashboard_form",
}
# What a wrapped class is known by, wherever it went meanwhile.
MARK = "crosssell_wrapped"

_wrapped: dict[tuple[str, Any], Any] = {}


def load(
    module_label: str, classnames: Sequence[str], module_prefix: str = "oscar.apps"
) -> list[Any]:
    """What Oscar's own loader finds, wrapped where we have something to add.

    A shop with a loader of its own names it in ``CROSSSELL["CLASS_LOADER"]``, or lets its own hand
    what it found to ``wrap``.
    """
    find = import_string(conf.settings().class_loader)
    return wrap(module_label, classnames, find(module_label, classnames, module_prefix))


def wrap(module_label: str, classnames: Sequence[str], found: Sequence[Any]) -> list[Any]:
    """The classes in their order, ours on top of each that we wrap; the same every time."""
    return [
        _with_ours(WRAPPED.get((module_label, name)), original)
        for name, original in zip(classnames, found, strict=True)
    ]


def _with_ours(name: str | None, original: Any) -> Any:
    if name is None or MARK in vars(original):
        return original
    key = (name, original)
    if key not in _wrapped:
        module = import_module(f"crosssell.wrapped.{name}")
        # A shop's class may be built on ours already: once is enough, where order does not matter.
        if getattr(original, MARK, False) and not getattr(module, "OUTERMOST", False):
            return original
        made = module.wrapped(original)
        setattr(made, MARK, True)
        made.__name__, made.__qualname__ = original.__name__, original.__qualname__
        made.__doc__ = original.__doc__
        # Two threads that ask first at the same time must get one class.
        made = _wrapped.setdefault(key, made)
    return _wrapped[key]
