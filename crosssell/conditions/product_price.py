"""The price of the page's product lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.currency import is_in
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Amounts in one currency; a parent's price is its cheapest buyable variant's."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the page's product costs at least %s"),
            "money": True,
            "label": _("Price at least"),
            "min": Decimal(0),
        },
    )
    below: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the page's product costs less than %s"),
            "money": True,
            "label": _("Price below"),
            "min": Decimal(0),
        },
    )
    currency: str = field(
        default="",
        metadata={
            "words": _("in %s"),
            "label": _("Currency"),
            "help": _("Such as EUR. Empty: the shop's own."),
            "ref": "currency",
        },
    )


@condition(
    "product_price",
    label=_("Price of the product"),
    words=_("the page's product has a price"),
    args=Args,
    needs=("product",),
)
def product_price(page: Page, args: Args) -> Verdict:
    """Yes when the price is at least the one and below the other, where they are given."""
    if page.product is None or page.product.price is None:
        return Verdict(False, "price_unknown")
    if not is_in(page.product.currency, args.currency, page.currency):
        return Verdict(False, "price_unknown")
    if args.at_least is not None and page.product.price < args.at_least:
        return Verdict(False, "price_below")
    return Verdict.when(args.below is None or page.product.price < args.below, "price_above")
