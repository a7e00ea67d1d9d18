"""What orders were given by bundles and thresholds, and what that brought.

A bundle brought what its pieces did; a threshold the whole order that reached it. A voucher costs
nothing in the order that earns it: it costs the order that spends it, on the account of the
threshold that gave it, which brought nothing there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from crosssell import registry
from crosssell.core.reward_values import Sold, Taken, Worth, bundle_values, rounded
from crosssell.core.shown import BUNDLE, THRESHOLD
from crosssell.core.threshold_terms import GIFT
from crosssell.models import BundleUse, EarnedVoucher, Tier
from crosssell.oscar.measured_orders import PlacedLine, PlacedOrder
from crosssell.oscar.order_discounts import Recorded, recorded

_USED = (BundleUse.State.CONFIRMED, BundleUse.State.LATE, BundleUse.State.GIVEN_BACK)
# Bundle or threshold, its id, its name.
Reward = tuple[str, int, str]


@dataclass(frozen=True)
class Rewarded:
    """Of one order: what it was given, and the ids of its lines that are gifts of tiers."""

    given: Mapping[Reward, Worth] = field(default_factory=dict)
    gifts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Ours:
    """Thresholds (id, name) by the offers of their tiers and by the vouchers that they gave."""

    offers: Mapping[int, tuple[int, str]]
    vouchers: Mapping[int, tuple[int, str]]
    gifts: frozenset[int]


def rewarded(orders: Sequence[PlacedOrder]) -> dict[int, Rewarded]:
    """By order what it was given; five queries, however many orders."""
    ids = [order.id for order in orders]
    discounts: defaultdict[int, list[Recorded]] = defaultdict(list)
    for one in recorded(ids):
        discounts[one.order_id].append(one)
    ours = _ours([one for found in discounts.values() for one in found])
    uses: defaultdict[int, list[BundleUse]] = defaultdict(list)
    for use in BundleUse.objects.filter(order_id__in=ids, state__in=_USED).order_by("pk"):
        uses[use.order_id or 0].append(use)
    return {
        order.id: Rewarded(
            {**_bundles(order, uses[order.id]), **_thresholds(order, discounts[order.id], ours)},
            _gifts(order, discounts[order.id], ours),
        )
        for order in orders
    }


def _ours(discounts: Iterable[Recorded]) -> _Ours:
    known = list(discounts)
    tiers = Tier.objects.filter(offer_id__in={one.offer_id for one in known if one.offer_id})
    offers, gifts = {}, set()
    for offer, threshold, name, reward in tiers.values_list(
        "offer_id", "threshold_id", "threshold__name", "reward"
    ):
        offers[offer] = threshold, name
        if _gives(reward) == GIFT:
            gifts.add(offer)
    spent = EarnedVoucher.objects.filter(
        voucher_id__in={one.voucher_id for one in known if one.voucher_id}, tier__isnull=False
    )
    named = spent.values_list("voucher_id", "tier__threshold_id", "tier__threshold__name")
    return _Ours(offers, {one: (pk, name) for one, pk, name in named}, frozenset(gifts))


def _gives(reward: str) -> str:
    try:
        return str(registry.get("tier_rewards", reward).gives)
    except registry.UnknownPlugin:
        return ""


def _bundles(order: PlacedOrder, uses: Sequence[BundleUse]) -> dict[Reward, Worth]:
    line_of = {line.basket_line: line.id for line in order.lines if line.basket_line is not None}
    sold = {
        one.id: Sold(one.before, one.amount, one.off, one.quantity, one.left) for one in order.lines
    }
    names: dict[int, str] = {}
    takes = []
    for use in uses:
        # Of a bundle that was deleted since, only the name is left.
        bundle = use.bundle_id or 0
        names.setdefault(bundle, use.name)
        for part in (part for one in use.given for part in one):
            line = line_of.get(part["line"])
            if line is not None:
                takes.append(Taken(bundle, line, part["quantity"], Decimal(part["amount"])))
    return {
        (BUNDLE, bundle, names[bundle]): worth
        for bundle, worth in bundle_values(sold, takes).items()
    }


def _thresholds(
    order: PlacedOrder, discounts: Sequence[Recorded], ours: _Ours
) -> dict[Reward, Worth]:
    stays = {line.id: Fraction(line.left, line.quantity or 1) for line in order.lines}
    any_left = int(any(line.left for line in order.lines))
    costs: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)
    delivery: defaultdict[tuple[int, str], Fraction] = defaultdict(Fraction)
    reached = set()
    for one in discounts:
        by_offer = ours.offers.get(one.offer_id or 0)
        threshold = by_offer or ours.vouchers.get(one.voucher_id or 0)
        if threshold is None:
            continue
        reached |= {threshold} if by_offer else set()
        parts = {} if one.shipping else one.lines
        of_lines = sum(parts.values(), Decimal(0))
        costs[threshold] += Fraction(one.amount - of_lines) * any_left
        costs[threshold] += sum(Fraction(off) * stays.get(pk, 0) for pk, off in parts.items())
        if one.shipping:
            delivery[threshold] += Fraction(one.amount) * any_left
    return {
        (THRESHOLD, *one): Worth(
            order.value if one in reached else Decimal(0), rounded(cost), rounded(delivery[one])
        )
        for one, cost in costs.items()
    }


def _gifts(order: PlacedOrder, discounts: Iterable[Recorded], ours: _Ours) -> frozenset[int]:
    given = {pk for one in discounts if one.offer_id in ours.gifts for pk in one.lines}
    return frozenset(line.id for line in order.lines if _is_free(line) and line.id in given)


def _is_free(line: PlacedLine) -> bool:
    return line.amount == 0
