"""The page's product is in a range of the shop."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition


@dataclass(frozen=True)
class Args:
    """Any of these ranges, which the shop's offers use too."""

    ranges: tuple[int, ...] = field(
        metadata={
            "words": _("the page's product is in the range %s"),
            "label": _("Ranges"),
            "ref": "range",
        }
    )


@condition("product_in_range", label=_("Product in a range"), args=Args, needs=("product.ranges",))
def product_in_range(page: Page, args: Args) -> Verdict:
    """Yes when the product is in one of the ranges."""
    if page.product is None:
        return Verdict(False, "product_unknown")
    return Verdict.when(not page.product.range_ids.isdisjoint(args.ranges), "other_range")
