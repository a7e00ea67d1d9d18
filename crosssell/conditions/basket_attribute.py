"""The basket holds products with an attribute of a certain value."""

from dataclasses import dataclass, field

from crosssell.core.attributes import has_value
from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """One attribute by its code; any of the values, upper or lower case."""

    attribute: str = field(
        metadata={
            "words": _("the basket has a product with %s"),
            "label": _("Attribute"),
            "ref": "attribute",
        }
    )
    values: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": "%s",
            "before": ": ",
            "label": _("Values"),
            "help": _("Any of these; any other can be typed, too. None: any value."),
            "ref": "attribute_value",
            "beside": "attribute",
        },
    )
    at_least: int = field(
        default=1,
        metadata={
            "words": _("at least %s of them"),
            "label": _("Pieces of them at least"),
            "min": 1,
            "max": 10_000,
        },
    )


@condition(
    "basket_attribute",
    label=_("Attribute of a product in the basket"),
    args=Args,
    needs=("basket.lines", "basket.attributes"),
)
def basket_attribute(page: Page, args: Args) -> Verdict:
    """Yes when the basket holds at least so many pieces that have one of the values."""
    if page.basket is None:
        return Verdict(False, "basket_unknown")
    pieces = sum(
        line.quantity
        for line in page.basket.lines
        if has_value(line.attributes, args.attribute, args.values)
    )
    return Verdict.when(pieces >= args.at_least, "not_in_basket")
