"""Site offers that a basket can reach: the others need not be asked, which is what costs time.

Oscar asks every offer of the shop for every line. An offer whose condition is Oscar's own and whose
range is a plain list of products says no, and says no upsell message, where none of these products
is in the basket; the database knows that.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet
from oscar.apps.offer.abstract_models import AbstractCondition, AbstractConditionalOffer
from oscar.apps.offer.abstract_models import AbstractRange as OscarsRange
from oscar.core.loading import get_class, get_model

CONDITIONS = {"Count": "CountCondition", "Coverage": "CoverageCondition", "Value": "ValueCondition"}


def reachable(offers: Any, basket: Any) -> Any:
    """The offers of a queryset that may touch the basket, or have a message for it.

    Anything else than a plain queryset of Oscar's offers is handed back as it is, and so are all
    offers where the shop has classes of its own for them: those may do anything.
    """
    if not (isinstance(offers, QuerySet) and _is_plain(offers) and _is_oscars_own()):
        return offers
    lines = basket.all_lines()
    ids = {line.product_id for line in lines} | {line.product.parent_id for line in lines}
    return offers.exclude(_out_of_reach(ids - {None}))


def _is_plain(offers: QuerySet[Any]) -> bool:
    query = offers.query
    return (
        offers.model is get_model("offer", "ConditionalOffer")
        and not query.is_sliced
        and not query.combinator
        and not query.distinct_fields
        and offers._result_cache is None
    )


def _out_of_reach(product_ids: set[int]) -> Q:
    ranges = get_model("offer", "Range").objects.order_by()
    listed = get_model("offer", "RangeProduct").objects.order_by()
    # Subqueries that hang on nothing: each is answered once, not once an offer.
    touched = listed.filter(product_id__in=sorted(product_ids)).values("range_id")
    wide = ranges.filter(
        Q(includes_all_products=True)
        | Q(proxy_class__isnull=False)
        | Q(classes__isnull=False)
        | Q(included_categories__isnull=False)
    ).values("pk")
    conditions = (
        get_model("offer", "Condition")
        .objects.order_by()
        .filter(
            type__in=list(CONDITIONS),
            value__gt=0,
            proxy_class__isnull=True,
            range__isnull=False,
        )
        .exclude(range_id__in=touched)
        .exclude(range_id__in=wide)
    )
    return Q(condition_id__in=conditions.values("pk"))


@lru_cache(maxsize=1)
def _is_oscars_own() -> bool:
    """Whether offers, conditions and ranges decide as Oscar's own do."""
    kept = (
        (get_model("offer", "ConditionalOffer"), AbstractConditionalOffer, _OF_OFFERS),
        (get_model("offer", "Condition"), AbstractCondition, _OF_CONDITIONS),
        (get_model("offer", "Range"), OscarsRange, _OF_RANGES),
    )
    return all(
        getattr(model, name) is getattr(oscars, name)
        for model, oscars, names in kept
        for name in names
    ) and all(
        get_class("offer.conditions", name).__module__.startswith("oscar.apps.offer.")
        for name in CONDITIONS.values()
    )


_OF_OFFERS = (
    "apply_benefit",
    "is_condition_satisfied",
    "is_condition_partially_satisfied",
    "get_upsell_message",
)
_OF_CONDITIONS = ("proxy", "proxy_map", "can_apply_condition", "get_applicable_lines")
_OF_RANGES = ("contains_product", "product_queryset", "proxy")
