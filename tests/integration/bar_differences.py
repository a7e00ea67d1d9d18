"""A bar and an order, compared: each difference in words."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from crosssell.models import EarnedVoucher, Threshold, Tier
from crosssell.threshold_bar import Bar, Bars
from shop.shipping.methods import Express, Standard
from tests.integration.bar_order import BASKET, SHIPPING, Written, gap, off_shipping
from tests.integration.bar_shop import CENT, NOTHING, Shop
from tests.integration.bar_shopper import Shopper

METHODS = {"standard": Standard, "express": Express}


def differences(shopper: Shopper, bars: Bars, written: Written) -> list[str]:
    """Whatever the bars said that was not charged and written, and the other way round."""
    shop = written.shop
    shown = {one.threshold_id: one for one in bars.all if one.threshold_id}
    found: list[str] = []
    granted: list[Tier] = []
    off: dict[int, Decimal] = {}
    beside = written.beside()
    if any(one.reached for one in bars.recognised):
        beside.add("offers")
    counted = {one.pk: written.counted(one) for one in Threshold.objects.all()}
    for threshold in Threshold.objects.filter(pk__in=shown).order_by("priority", "name"):
        bar = shown[threshold.pk]
        reached, said = _reached(shop, threshold, bar, counted[threshold.pk])
        found += said
        blocked = next(
            (one for one in ("bundles", "offers", "vouchers")
             if one in beside and not getattr(threshold, f"with_{one}")), "",
        )  # fmt: skip
        if bar.blocked != blocked:
            found.append(f"{threshold}: blocked by {blocked!r}, said {bar.blocked!r}")
        mine = [] if blocked else [one for one in reached if not one.decorative]
        granted += mine
        off |= written.take_off(threshold, mine)
        if bar.counted != counted[threshold.pk]:
            found.append(f"{threshold}: {counted[threshold.pk]} counts, said {bar.counted}")
        found += _given(bar, off, mine)
    found += _recorded(written, off, granted)
    return [
        *found,
        *_shipping(shopper, bars, written, granted),
        *_sums(written, sum(off.values(), NOTHING)),
    ]


def _reached(
    shop: Shop, threshold: Threshold, bar: Bar, counted: Decimal
) -> tuple[list[Tier], list[str]]:
    """The tiers that the order reached, the lowest first, and where the bar said otherwise."""
    marks = {one.tier_id: one for one in bar.tiers}
    reached, found = [], []
    tiers = threshold.tiers.filter(amounts__currency=shop.currency)
    for tier in sorted(tiers, key=lambda one: (one.amounts.get().at_least, one.pk)):
        missing = gap(shop, tier.amounts.get().at_least, counted)
        if not missing:
            reached.append(tier)
        mark = marks.pop(tier.pk, None)
        if mark is None or (mark.reached, mark.gap) != (not missing, missing):
            found.append(f"{threshold}, {tier}: {missing} are missing, said {mark}")
    return reached, found + [f"{threshold}: nobody knows {one}" for one in marks.values()]


def _given(bar: Bar, off: dict[int, Decimal], granted: list[Tier]) -> Iterator[str]:
    """A discount is said to be given exactly where one is."""
    given = {one.tier_id for one in bar.tiers if one.gives == "discount" and one.given}
    wanted = {one.pk for one in granted if one.pk in off}
    shown_only = set(Tier.objects.filter(decorative=True).values_list("pk", flat=True))
    if given - shown_only != wanted:
        yield f"discounts {wanted} are given, said {given}"


def _recorded(written: Written, off: dict[int, Decimal], granted: list[Tier]) -> Iterator[str]:
    if written.given(BASKET) != off | {
        pk: amount for pk, amount in written.given(BASKET).items() if pk in _of_gifts(granted)
    }:
        yield f"{off} were to be taken off, {written.given(BASKET)} are recorded"
    gifts = sorted(_of_gifts(granted))
    if len(written.gifts) != len(gifts) or not set(gifts) <= set(written.given(BASKET)):
        yield f"gifts of {gifts}, ordered were {[one.title for one in written.gifts]}"
    for one in written.gifts:
        if one.line_price_incl_tax or one.line_price_excl_tax or one.quantity != 1:
            yield f"{one.title}: {one.quantity} for {one.line_price_incl_tax}"
    vouchers = {one.pk: one for one in granted if one.reward.startswith("voucher_")}
    earned = {one.tier_id: one.voucher for one in EarnedVoucher.objects.filter(order=written.order)}
    if set(earned) != set(vouchers):
        yield f"vouchers of {set(vouchers)}, earned were {set(earned)}"
    for pk in set(earned) & set(vouchers):
        tier, value = vouchers[pk], earned[pk].offers.get().benefit.value
        wanted = tier.args["percent"] if "percent" in tier.args else tier.amounts.get().amount
        if value != Decimal(wanted):
            yield f"a voucher over {wanted} is over {value}"


def _of_gifts(granted: list[Tier]) -> set[int]:
    return {one.pk for one in granted if one.reward == "gift_of_choice"}


def _shipping(shopper: Shopper, bars: Bars, written: Written, granted: list[Tier]) -> Iterator[str]:
    order = written.order
    full = METHODS[order.shipping_code]().calculate(shopper.basket).incl_tax
    free = off_shipping(order.shipping_code, shopper.country, granted)
    shops_own = any(one.reached for one in bars.recognised)
    charged = NOTHING if free or shops_own else full
    if order.shipping_incl_tax != charged:
        yield f"shipping {charged}, charged were {order.shipping_incl_tax}"
    recorded = [one for one in written.discounts if one.category == SHIPPING]
    if sum((one.amount for one in recorded), order.shipping_incl_tax) != full:
        yield f"{[one.amount for one in recorded]} off {full} for shipping"
    if len(recorded) != bool(free or shops_own):
        yield f"shipping is recorded {len(recorded)} times"
    if free and not set(written.given(SHIPPING)) <= free:
        yield f"shipping is free by {free}, recorded is {written.given(SHIPPING)}"
    everywhere = any(
        one.given and one.everywhere and one.gives == "shipping"
        for bar in bars.all for one in bar.tiers
    )  # fmt: skip
    if everywhere and charged:
        yield "the bar said that delivery is free"


def _sums(written: Written, off: Decimal) -> Iterator[str]:
    """The total is what the lines cost, less what tiers take off, and delivery."""
    order, kind = written.order, "incl" if written.shop.shows_tax else "excl"
    total = getattr(order, f"total_{kind}_tax")
    lines = (sum(written.charged.values(), NOTHING) - off).quantize(CENT, ROUND_HALF_UP)
    shipping = getattr(order, f"shipping_{kind}_tax")
    if total < 0 or total != lines + shipping:
        yield f"{lines} and {shipping} make {total}"
    paid = sum((one.amount_allocated for one in order.sources.all()), NOTHING)
    if paid != order.total_incl_tax:
        yield f"{paid} were paid for {order.total_incl_tax}"
