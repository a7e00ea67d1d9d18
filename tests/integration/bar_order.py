"""What an order says of thresholds, worked out from its rows and the merchant's alone.

Nothing of ``crosssell.core`` takes part: what was charged is what counts.
"""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from crosssell.models import Bundle, Threshold, Tier
from tests.integration.bar_shop import CENT, NOTHING, Shop

BASKET, SHIPPING, DEFERRED = "Basket", "Shipping", "Deferred"


class Written:
    """The rows of an order, and by product ``costs``, what was charged but for thresholds."""

    def __init__(self, shop: Shop, order: Any, costs: Mapping[int, Decimal]) -> None:
        self.shop, self.order = shop, order
        self.tiers = {one.offer_id: one for one in Tier.objects.exclude(offer=None)}
        self.discounts = list(order.discounts.all())
        presents = {one.pk for one in shop.gifts}
        lines = order.lines.select_related("product").prefetch_related("discounts__order_discount")
        self.gifts = [one for one in lines if one.product_id in presents]
        self.lines = [one for one in lines if one.product_id not in presents]
        # What is left of it for the next threshold.
        self.costs = {one.pk: costs[one.product_id] for one in self.lines}
        self.charged = dict(self.costs)
        if shop.shows_tax and not shop.offers_with_tax:
            # Oscar works out the price with tax from that without, and rounds each line.
            for pk, cost in self.costs.items():
                self.charged[pk] = cost.quantize(CENT, ROUND_HALF_UP)

    def given(self, category: str) -> dict[int, Decimal]:
        """By tier, what the order has recorded that it gave."""
        return {
            self.tiers[one.offer_id].pk: one.amount
            for one in self.discounts
            if one.offer_id in self.tiers and one.category == category
        }

    def kinds(self) -> set[str]:
        """What all gave this order something."""
        tiers = {f"tier: {one}" for one in (BASKET, SHIPPING, DEFERRED) if self.given(one)}
        return tiers | self.beside() | ({"gift"} if self.gifts else set())

    def beside(self) -> set[str]:
        """What else took something off."""
        bundles = set(Bundle.objects.values_list("offer_id", flat=True))
        others = [one for one in self.discounts if one.offer_id not in self.tiers and one.amount]
        return {
            "bundles" if one.offer_id in bundles else "vouchers" if one.voucher_id else "offers"
            for one in others
        }

    def counted(self, threshold: Threshold) -> Decimal:
        """What of the order counts towards a threshold."""
        uncounted = self.shop.uncounted[threshold.pk]
        total = sum(
            (self.charged[one.pk] for one in self.lines if one.product_id not in uncounted), NOTHING
        )
        return total.quantize(CENT, ROUND_HALF_UP).quantize(self.shop.unit, ROUND_FLOOR)

    def take_off(self, threshold: Threshold, granted: list[Tier]) -> dict[int, Decimal]:
        """By tier, what the granted ones take off; the next threshold finds the lines cheaper.

        How each is shared out is read from the order: here the sums are at stake.
        """
        uncounted, unit = self.shop.uncounted[threshold.pk], self.shop.unit
        rest = sum(
            (
                self.costs[one.pk].quantize(unit, ROUND_FLOOR)
                for one in self.lines
                if one.product_id not in uncounted and one.product.is_discountable
            ),
            NOTHING,
        )
        found: dict[int, Decimal] = {}
        for tier in granted:
            off = self._off(tier, rest)
            if off and threshold.adds_up:
                found[tier.pk] = off
                rest -= off
            elif off and off >= max(found.values(), default=NOTHING):
                found = {tier.pk: off}
        for line in self.lines:
            for one in line.discounts.all():
                tier = self.tiers.get(one.order_discount.offer_id)
                if tier is not None and tier.threshold_id == threshold.pk:
                    self.costs[line.pk] -= one.amount
        return found

    def _off(self, tier: Tier, rest: Decimal) -> Decimal:
        if tier.reward == "percent":
            part = rest * Decimal(tier.args["percent"]) / 100
            return part.quantize(self.shop.unit, ROUND_FLOOR)
        if tier.reward == "amount_off":
            return min(tier.amounts.get().amount, rest)
        return NOTHING


def gap(shop: Shop, at_least: Decimal, counted: Decimal) -> Decimal:
    """What is missing; nothing is reached with nothing."""
    return max(NOTHING, max(at_least, shop.unit) - counted)


def off_shipping(method: str, country: str, granted: list[Tier]) -> set[int]:
    """The tiers that make this very parcel free."""
    return {
        one.pk
        for one in granted
        if one.reward == "free_shipping"
        and method in one.args.get("methods", [method])
        and country in one.args.get("countries", [country])
    }
