"""What the shop has plenty of."""

from dataclasses import dataclass, field

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import _, boost


@dataclass(frozen=True)
class Args:
    """How many pieces are many in this shop."""

    half: int = field(
        default=20,
        metadata={
            "words": _("%s pieces count half"),
            "one": _("one piece counts half"),
            "label": _("Pieces that count half"),
            "help": _("More count more, but less and less so."),
            "min": 1,
            "max": 1_000_000,
        },
    )


@boost("stock_depth", label=_("Stock"), words=_("stock"), args=Args, needs=("candidate.stock",))
def stock_depth(page: Page, candidate: Candidate, product: Product, args: Args) -> float:
    """Pieces / (pieces + half), so 0.5 at ``half``; 1 for what the shop does not count."""
    if product.stock is None:
        return 1.0
    pieces = max(0, product.stock)
    return bounded(pieces / (pieces + args.half))
