"""The basket is in a certain currency."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these currencies by their ISO codes."""

    currencies: tuple[str, ...] = field(
        metadata={
            "words": _("the basket is in %s"),
            "label": _("Currencies"),
            "help": _("Type a code or a name, such as EUR or pound."),
            "ref": "currency",
        }
    )


@condition("basket_currency", label=_("Currency of the basket"), args=Args, needs=("basket.lines",))
def basket_currency(page: Page, args: Args) -> Verdict:
    """Yes when the basket is in one of the currencies; an empty one is in the shop's own."""
    if page.basket is None or not page.basket.currency:
        return Verdict(False, "basket_unknown")
    wanted = {code.strip().upper() for code in args.currencies}
    return Verdict.when(page.basket.currency in wanted, "other_currency")
