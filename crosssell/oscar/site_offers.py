"""Oscar's offers that take money off one piece of a product, for everybody and without a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from crosssell.core.data import Product
from crosssell.oscar.ranges import Membership, held

# Four columns, as those of ``crosssell.oscar.ranges``. Oscar takes 0 for no limit.
FIXED_PRICE = "fixed price"
_OFFERS = """
SELECT CASE taken.type WHEN 'Fixed price' THEN 'fixed price' ELSE 'offer' END,
    asked.range_id, COALESCE(taken.range_id, 0), CAST(taken.value AS VARCHAR)
FROM offer_conditionaloffer offer
JOIN offer_condition asked ON asked.id = offer.condition_id
JOIN offer_benefit taken ON taken.id = offer.benefit_id
WHERE offer.status = 'Open' AND offer.offer_type = 'Site'
AND (offer.start_datetime IS NULL OR offer.start_datetime <= %s)
AND (offer.end_datetime IS NULL OR offer.end_datetime >= %s)
AND (COALESCE(offer.max_global_applications, 0) = 0
    OR offer.max_global_applications > offer.num_applications)
AND (COALESCE(offer.max_discount, 0) = 0 OR offer.max_discount > offer.total_discount)
AND asked.type IN ('Count', 'Coverage') AND asked.value <= 1 AND asked.range_id IS NOT NULL
AND taken.type IN ('Percentage', 'Absolute', 'Fixed', 'Fixed price') AND taken.value IS NOT NULL
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_OFFERS, _moments(at))
        return _told(cursor.fetchall())


def held_and_offers(
    products: Iterable[Product], at: datetime
) -> tuple[dict[int, Membership], tuple[SiteOffer, ...]]:
    """What ``memberships`` and ``site_offers`` say, in one query for both; none of no product."""
    found, others = held(products, _OFFERS, _moments(at))
    return found, _told(others)


def _moments(at: datetime) -> tuple[Any, Any]:
    moment = connection.ops.adapt_datetimefield_value(at)
    return moment, moment


def _told(rows: Iterable[tuple[str, int, int, str]]) -> tuple[SiteOffer, ...]:
    found = []
    for kind, asked, taken, written in rows:
        value = Decimal(written)
        if kind == FIXED_PRICE:
            # This one ignores the range of its benefit.
            found.append(SiteOffer(asked, asked, value))
        elif taken and value > 0:
            found.append(SiteOffer(asked, taken))
    return tuple(found)
