"""What most orders held lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crosssell.core.data import Candidate, Page, Source
from crosssell.models.reading import bestsellers as read
from crosssell.registry import _, strategy

WINDOWS = (
    (7, _("Last 7 days")),
    (28, _("Last 28 days")),
    (90, _("Last 90 days")),
    (365, _("Last 365 days")),
)


@dataclass(frozen=True)
class Args:
    """The days that count, up to the newest order that the run has read."""

    window: int = field(default=28, metadata={"label": _("Orders of the"), "choices": WINDOWS})


@strategy("bestsellers", label=_("Bestsellers"), args=Args)
def bestsellers(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Bestsellers of each window; the score is the number of orders in it."""
    found = read(source.run_id, {ask.window for ask in asks}, source.limit)
    return [
        [
            Candidate(product_id, float(orders), {"orders": float(orders)}, reason=_("Bestseller"))
            for product_id, orders in found[ask.window]
        ]
        for ask in asks
    ]
