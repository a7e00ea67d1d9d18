"""Keeps out what is sold out, or nearly."""

from dataclasses import dataclass, field

from crosssell.core.data import Page, Product, Verdict
from crosssell.registry import _, filter


@dataclass(frozen=True)
class Args:
    """Pieces; a parent has the pieces of all its variants."""

    at_least: int = field(
        default=1,
        metadata={
            "words": _("with fewer than %s pieces left"),
            "label": _("Fewer pieces left than"),
            "min": 1,
            "max": 1_000_000,
        },
    )


@filter(
    "out_of_stock",
    label=_("Out of stock"),
    words=_("out of stock"),
    args=Args,
    needs=("candidate.stock",),
)
def out_of_stock(page: Page, product: Product, args: Args) -> Verdict:
    """No with fewer pieces. What the shop does not count never runs out: yes."""
    if product.stock is None:
        return Verdict(True)
    if product.stock <= 0:
        return Verdict(False, "out_of_stock")
    return Verdict.when(product.stock >= args.at_least, "few_left")
