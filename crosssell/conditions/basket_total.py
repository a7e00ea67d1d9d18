"""The basket's total lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.currency import is_in
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition

TAXES = (
    ("shown", _("As the shop shows it")),
    ("with", _("With tax")),
    ("without", _("Without tax")),
)
SAID = {"with": _("with tax"), "without": _("without tax")}


@dataclass(frozen=True)
class Args:
    """Amounts in one currency, after discounts and without shipping."""

    at_least: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the basket is at least %s"),
            "money": True,
            "label": _("Basket total at least"),
            "min": Decimal(0),
        },
    )
    below: Decimal | None = field(
        default=None,
        metadata={
            "words": _("the basket is below %s"),
            "money": True,
            "label": _("Basket total below"),
            "min": Decimal(0),
        },
    )
    tax: str = field(
        default="shown", metadata={"words": SAID, "label": _("Total"), "choices": TAXES}
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
    "basket_total",
    label=_("Basket total"),
    words=_("the basket has any total"),
    args=Args,
    needs=("basket",),
)
def basket_total(page: Page, args: Args) -> Verdict:
    """Yes when the total is at least the one and below the other, where they are given.

    With tax: no while nobody can say what the tax is.
    """
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    if not is_in(page.basket.currency, args.currency, page.currency):
        return Verdict(False, "other_currency")
    total: Decimal | None = page.basket.total
    if args.tax == "with":
        total = page.basket.total_incl_tax
    elif args.tax == "without":
        total = page.basket.total_excl_tax
    if total is None:
        return Verdict(False, "tax_unknown")
    if args.at_least is not None and total < args.at_least:
        return Verdict(False, "basket_below")
    return Verdict.when(args.below is None or total < args.below, "basket_above")
