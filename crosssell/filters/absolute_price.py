"""Keeps out what is too cheap or too dear."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.currency import is_in
from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Amounts in one currency; a parent's price is its cheapest buyable variant's."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("cheaper than %s"),
            "money": True,
            "label": _("Cheaper than"),
            "min": Decimal(0),
        },
    )
    at_most: Decimal | None = field(
        default=None,
        metadata={
            "words": _("dearer than %s"),
            "money": True,
            "label": _("Dearer than"),
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


@filter("absolute_price", label=_("Price out of range"), words=_("without a price"), args=Args)
def absolute_price(page: Page, product: Product, args: Args) -> Verdict:
    """No outside the range, without a price, and in another currency."""
    if product.price is None or not is_in(product.currency, args.currency, page.currency):
        return Verdict(False, "price_unknown")
    if args.at_least is not None and product.price < args.at_least:
        return Verdict(False, "price_below")
    return Verdict.when(args.at_most is None or product.price <= args.at_most, "price_above")
