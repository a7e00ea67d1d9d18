"""Keeps out what is in certain ranges."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Any of these ranges, which the shop's offers use too."""

    ranges: tuple[int, ...] = field(
        metadata={"words": _("in the range %s"), "label": _("In these ranges"), "ref": "range"}
    )


@filter("range_out", label=_("In certain ranges"), args=Args, needs=("candidate.ranges",))
def range_out(page: Page, product: Product, args: Args) -> Verdict:
    """No for a product in one of the ranges."""
    return Verdict.when(product.range_ids.isdisjoint(args.ranges), "range_left_out")
