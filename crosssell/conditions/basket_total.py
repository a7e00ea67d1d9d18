"""The basket's total lies in a range."""

from dataclasses import dataclass, field
from decimal import Decimal

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Amounts in the shop's currency, after discounts and without shipping."""

    at_least: Decimal | None = field(
        default=None, metadata={"label": _("Basket total at least"), "min": Decimal(0)}
    )
    below: Decimal | None = field(
        default=None, metadata={"label": _("Basket total below"), "min": Decimal(0)}
    )


@condition("basket_total", label=_("Basket total"), args=Args, needs=("basket",))
def basket_total(page: Page, args: Args) -> Verdict:
    """Yes when the total is at least the one and below the other, where they are given."""
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    if args.at_least is not None and page.basket.total < args.at_least:
        return Verdict(False, "basket_below")
    return Verdict.when(args.below is None or page.basket.total < args.below, "basket_above")
