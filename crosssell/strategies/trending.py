"""What sells more than it used to."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, sold, words
from crosssell.models.reading_trending import trending as rising
from crosssell.registry import _, strategy

ENOUGH = 20
RECENT = ((7, _("Last 7 days")), (28, _("Last 28 days")))
SAID_RECENT = {28: _("in the last 28 days")}
BASELINES = ((90, _("Last 90 days")), (365, _("Last 365 days")))
SAID_BASELINES = {365: _("compared with the last 365 days")}


@dataclass(frozen=True)
class Args:
    """The days that are compared; they end at the newest order that the run has read."""

    recent: int = field(
        default=7, metadata={"words": SAID_RECENT, "label": _("Orders of the"), "choices": RECENT}
    )
    baseline: int = field(
        default=90,
        metadata={
            "words": SAID_BASELINES,
            "before": ", ",
            "label": _("Compared with the"),
            "choices": BASELINES,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the products sold in the days of the default."""
    count = sold(source.run_id, Args().recent)
    have = ngettext(
        "%(count)s product was sold in the last 7 days of orders.",
        "%(count)s products were sold in the last 7 days of orders.",
        count,
    ) % {"count": words(count)}
    return readiness(count, ENOUGH, have, gettext("More orders, and a refresh after them."))


@strategy(
    "trending", label=_("Trending"), words=_("what is trending"), args=Args, readiness=readiness_of
)
def trending(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Products whose recent orders are more than those before made expect.

    The score says how many times as many, where few orders count less.
    """
    wanted = sorted({(ask.recent, ask.baseline) for ask in asks})
    found = rising(source.run_id, wanted, source.limit)
    return [
        [
            Candidate(
                one.product_id,
                one.score,
                {"orders": float(one.orders), "expected": round(one.expected, 2)},
                reason=_("Popular right now"),
            )
            for one in found[ask.recent, ask.baseline]
        ]
        for ask in asks
    ]
