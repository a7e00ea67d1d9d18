"""Keeps out what is in none of certain ranges."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Any of these ranges, which the shop's offers use too."""

    ranges: tuple[int, ...] = field(
        metadata={
            "words": _("outside of the range %s"),
            "label": _("Outside of these ranges"),
            "ref": "range",
        }
    )


@filter("range_in", label=_("Outside of certain ranges"), args=Args, needs=("candidate.ranges",))
def range_in(page: Page, product: Product, args: Args) -> Verdict:
    """No unless the product is in one of the ranges."""
    return Verdict.when(not product.range_ids.isdisjoint(args.ranges), "outside_ranges")
