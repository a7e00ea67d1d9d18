"""Oscar's offers that take money off one piece of a product, for everybody and without a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django.db.models import F, Q
from oscar.core.loading import get_model

from crosssell.core.data import Product
from crosssell.oscar.prepared import Prepared
from crosssell.oscar.ranges import Membership

# Which of Oscar's benefits take money off the product itself.
OFF_ITS_RANGE = ("Percentage", "Absolute", "Fixed")
FIXED_PRICE = "Fixed price"
OPEN = "Open"
BY_PIECES = ("Count", "Coverage")


@dataclass(frozen=True, slots=True)
class SiteOffer:
    """An offer that one piece is enough for: it must be in both ranges, and cost more."""

    condition_range_id: int
    benefit_range_id: int
    price_above: Decimal = Decimal(0)

    def touches(self, product: Product, membership: Membership) -> bool:
        """Whether a basket with one piece of the product alone would cost less."""
        return (
            membership.discountable
            and self.condition_range_id in membership.range_ids
            and self.benefit_range_id in membership.range_ids
            and product.price is not None
            and product.price > self.price_above
        )


def site_offers(at: datetime) -> tuple[SiteOffer, ...]:
    """The offers in force at that moment, in one query.

    Left out: offers for vouchers, users and sessions, used-up ones, those that need more pieces
    or an amount, what is taken off shipping, and benefits and conditions that are code.
    """
    found = []
    for start, end, condition_range, benefit_range, kind, value in _rows().rows([OPEN]):
        if (start is not None and start > at) or (end is not None and end < at):
            continue
        if kind == FIXED_PRICE:
            # This one ignores the range of its benefit.
            found.append(SiteOffer(condition_range, condition_range, value))
        elif benefit_range is not None and value > 0:
            found.append(SiteOffer(condition_range, benefit_range))
    return tuple(found)


@lru_cache(maxsize=1)
def _rows() -> Prepared:
    rows = (
        get_model("offer", "ConditionalOffer")
        .objects.filter(
            # Oscar takes 0 for no limit.
            Q(max_global_applications=None)
            | Q(max_global_applications=0)
            | Q(max_global_applications__gt=F("num_applications")),
            Q(max_discount=None) | Q(max_discount=0) | Q(max_discount__gt=F("total_discount")),
            offer_type="Site",
            condition__type__in=BY_PIECES,
            condition__value__lte=1,
            condition__range__isnull=False,
            benefit__type__in=(*OFF_ITS_RANGE, FIXED_PRICE),
            benefit__value__isnull=False,
        )
        .order_by()
        .values_list(
            "start_datetime",
            "end_datetime",
            "condition__range_id",
            "benefit__range_id",
            "benefit__type",
            "benefit__value",
        )
    )
    return Prepared(lambda statuses: rows.filter(status__in=statuses), "no status {}".format)
