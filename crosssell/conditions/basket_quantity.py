"""The number of pieces in the basket lies in a range."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Pieces of all lines together."""

    at_least: int | None = field(
        default=None,
        metadata={
            "words": _("the basket has at least %s pieces"),
            "one": _("the basket has at least one piece"),
            "label": _("Pieces in the basket at least"),
            "min": 0,
        },
    )
    at_most: int | None = field(
        default=None,
        metadata={
            "words": _("the basket has at most %s pieces"),
            "one": _("the basket has at most one piece"),
            "label": _("Pieces in the basket at most"),
            "min": 0,
        },
    )


@condition(
    "basket_quantity",
    label=_("Pieces in the basket"),
    words=_("the basket has any number of pieces"),
    args=Args,
    needs=("basket.lines",),
)
def basket_quantity(page: Page, args: Args) -> Verdict:
    """Yes when the basket holds so many pieces; an empty one holds 0."""
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    pieces = sum(line.quantity for line in page.basket.lines)
    if args.at_least is not None and pieces < args.at_least:
        return Verdict(False, "basket_small")
    return Verdict.when(args.at_most is None or pieces <= args.at_most, "basket_large")
