"""What came into the shop lately."""

from dataclasses import dataclass, field

from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.registry import _, boost

DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Args:
    """How fast a product gets old."""

    half_life: int = field(
        default=30,
        metadata={
            "words": _("half as new after %s days"),
            "one": _("half as new after one day"),
            "label": _("Half as new after so many days"),
            "min": 1,
            "max": 3_650,
        },
    )


@boost("freshness", label=_("Freshness"), words=_("freshness"), args=Args)
def freshness(page: Page, candidate: Candidate, product: Product, args: Args) -> float:
    """0.5 ** (days in the shop / half-life): 1 for what is new, 0 where nobody knows."""
    if product.created is None:
        return 0.0
    days = max(0.0, (page.now - product.created).total_seconds() / DAY)
    return bounded(0.5 ** (days / args.half_life))
