"""Shops of made-up terms for the proof that bars equal checkout: thresholds beside all else."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from random import Random
from typing import Any

from oscar.apps.partner import prices, strategy
from oscar.core.loading import get_class, get_model

from crosssell.core.money import digits
from crosssell.models import Threshold
from tests import bundled, laddered, pricing, shopdata

NOTHING, CENT, TAX = Decimal("0.00"), Decimal("0.01"), Decimal("0.20")


class TaxIncluded(pricing.WithTax):
    """Stock records hold prices with 20 % tax, as shops in Europe show them."""

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        if not stockrecord:
            return prices.Unavailable()
        excl = (stockrecord.price / (1 + TAX)).quantize(CENT, ROUND_HALF_UP)
        return prices.TaxInclusiveFixedPrice(
            currency=stockrecord.price_currency, excl_tax=excl, tax=stockrecord.price - excl
        )


class TaxAtTheEnd(pricing.TaxLater):
    """Tax is added when the order is written, as shops in the United States do."""


# How a shop taxes, and OSCAR_OFFERS_INCL_TAX for it.
TAXES: tuple[tuple[type[strategy.Base], bool], ...] = (
    (get_class("partner.strategy", "Default"), False),
    (TaxIncluded, True),
    (TaxAtTheEnd, False),
)
CURRENCIES = ("USD", "JPY")


@dataclass
class Shop:
    """A shop in one currency; ``uncounted`` is by threshold what does not count."""

    rng: Random
    currency: str
    taxes: type[strategy.Base]
    offers_with_tax: bool
    products: list[Any] = field(default_factory=list)
    gifts: list[Any] = field(default_factory=list)
    filler: Any = None
    vouchers: list[Any] = field(default_factory=list)
    uncounted: dict[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def records(self) -> dict[int, Any]:
        """The stock record of each product."""
        found = get_model("partner", "StockRecord").objects.filter(
            product__in=[*self.products, self.filler]
        )
        return {one.product_id: one for one in found}

    @property
    def unit(self) -> Decimal:
        return Decimal(1).scaleb(-digits(self.currency))

    @property
    def shows_tax(self) -> bool:
        """Whether what shoppers see has tax in it."""
        return self.taxes is not TaxAtTheEnd

    def money(self, least: int, most: int) -> Decimal:
        """An amount with all decimals of the currency; so many dollars, or hundreds of yen."""
        if self.rng.random() < 0.3:
            return (Decimal(self.rng.randint(least, most)) * 100).scaleb(-digits(self.currency))
        return Decimal(self.rng.randint(least * 100, most * 100)).scaleb(-digits(self.currency))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


def make_shop(seed: int) -> Shop:
    """A shop with products, offers, bundles, vouchers and two or three thresholds, all its own."""
    kind, offers_with_tax = TAXES[seed % 3]
    shop = Shop(Random(seed), CURRENCIES[seed // 3 % 2], kind, offers_with_tax)
    for number in range(6):
        price = str(shop.money(1, 40))
        shop.products.append(
            shopdata.make_product(f"P{number}", price, currency=shop.currency,
                                  is_discountable=number != 5)
        )  # fmt: skip
    shop.gifts = [
        shopdata.make_product(f"Gift {number}", str(shop.money(1, 9)), currency=shop.currency)
        for number in range(2)
    ]
    shop.filler = shopdata.make_product("Filler", "1", currency=shop.currency,
                                        is_discountable=False)  # fmt: skip
    _offers(shop, seed)
    Threshold.objects.all().delete()
    for place in range(shop.rng.randint(2, 3)):
        _threshold(shop, place)
    return shop


def _offers(shop: Shop, seed: int) -> None:
    """Other offers: each shop has some of them."""
    one, two, three, four = shop.rng.sample(shop.products[:5], 4)
    if shop.chance(0.7):
        bundled.make_bundle(one, two, name=f"Set {seed}", with_vouchers=shop.chance(0.5),
                            with_offers=shop.chance(0.5),
                            args={"percent": shop.rng.choice(("10", "33.33"))})  # fmt: skip
    if shop.chance(0.25):
        bundled.make_bundle((2, three), name=f"Pair {seed}", reward="amount_off",
                            amounts={shop.currency: str(shop.money(1, 5))})  # fmt: skip
    if shop.chance(0.3):
        pricing.site_offer(three, four, name=f"Sale {seed}", percent="15")
    if shop.chance(0.3):
        pricing.site_offer(*shop.products[:5], name=f"Sent free {seed}", condition="Value",
                           count=shop.money(20, 90), benefit="Shipping percentage",
                           percent="100")  # fmt: skip
    for number, chosen in enumerate((shop.products[:3], shop.products[:5])):
        code = f"V{seed}-{number}"
        basket = shopdata.make_basket()
        pricing.add_voucher(basket, *chosen, code=code, percent="12.5")
        shop.vouchers.append(get_model("voucher", "Voucher").objects.get(code=code))


def _threshold(shop: Shop, place: int) -> None:
    rng = shop.rng
    marks = sorted(shop.money(4, 120) for _ in range(rng.randint(2, 5)))
    uncounted = rng.sample(shop.products, 1) if shop.chance(0.3) else []
    made = laddered.make_threshold(
        *(_tier(shop, mark, gifts=not place) for mark in marks),
        name=f"Ladder {place}",
        priority=100 - place,
        adds_up=shop.chance(0.5),
        uncounted=uncounted,
        countries=[rng.choice((make_canada(), shopdata.make_country()))] * shop.chance(0.2),
        group="Club" if shop.chance(0.15) else "",
        **{f"with_{other}": shop.chance(0.8) for other in ("bundles", "offers", "vouchers")},
    )
    shop.uncounted[made.pk] = frozenset(one.pk for one in uncounted)


def _tier(shop: Shop, mark: Decimal, gifts: bool) -> Any:
    reward, args = shop.rng.choice(
        (
            ("free_shipping", {}),
            ("free_shipping", {"methods": [shop.rng.choice(("standard", "express"))]}),
            ("free_shipping", {"countries": [shop.rng.choice(("US", "CA"))]}),
            ("percent", {"percent": shop.rng.choice(("5", "10", "33.33"))}),
            ("amount_off", {}),
            ("gift_of_choice" if gifts else "message", {}),
            ("voucher_percent", {"percent": "10"}),
            ("voucher_amount", {}),
            ("message", {}),
        )
    )
    chosen = shop.rng.sample(shop.gifts, 2) if reward == "gift_of_choice" else []
    amount = {shop.currency: str(shop.money(1, 15))} if reward.endswith(("_off", "_amount")) else {}
    return laddered.tier(
        {shop.currency: str(mark)}, reward, args, amount, chosen, decorative=shop.chance(0.1)
    )


def make_canada() -> Any:
    return get_model("address", "Country").objects.get_or_create(
        iso_3166_1_a2="CA",
        defaults={"iso_3166_1_a3": "CAN", "name": "Canada", "printable_name": "Canada",
                  "is_shipping_country": True},
    )[0]  # fmt: skip
