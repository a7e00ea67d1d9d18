"""What brings the basket to the next tier of a threshold, without passing it by far."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell import gap_filling
from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.facts import Facts
from crosssell.gap_filling import finding
from crosssell.gap_filling.goal import Goal
from crosssell.gap_filling.offered import WINDOW
from crosssell.models.amounts import bounded, readiness, sold, words
from crosssell.models.threshold_reading import live
from crosssell.registry import _, strategy


@dataclass(frozen=True)
class Args:
    """How far above the tier the basket may come, in percent of the tier's amount."""

    overshoot: int = field(
        default=gap_filling.OVERSHOOT,
        metadata={
            "words": _("by at most %s %% too much"),
            "label": _("At most so much above the tier, in percent of it"),
            "min": 0,
            "max": 100,
            "help": gap_filling.OVERSHOOT_HELP,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the thresholds in force that give something; without bestsellers it is thin."""
    count = bounded(live(source.as_of))
    have = ngettext(
        "%(count)s threshold is in force.", "%(count)s thresholds are in force.", count
    ) % {"count": words(count)}
    if count and not sold(source.run_id, WINDOW):
        return Readiness("thin", have, gettext("More orders, and a refresh after them."))
    return readiness(count, 1, have, gettext("Make a threshold with a tier that gives something."))


def of_pages(
    pages: Sequence[Page], asks: Sequence[Args], source: Source
) -> list[list[list[Candidate]]]:
    """As ``reaches_threshold`` for each page: all show the same visitor's basket."""
    if isinstance(source.visit, Facts):
        finder = finding.of_visit(source.visit, source.run_id)
    else:
        finder = finding.of_page(pages[0], source.run_id, source.as_of)
    found = {
        percent: _candidates(finder, percent)[: source.limit]
        for percent in {ask.overshoot for ask in asks}
    }
    return [[found[ask.overshoot] for ask in asks] for _page in pages]


@strategy(
    "reaches_threshold",
    label=_("Reaches the next tier"),
    words=_("what reaches the next tier of a threshold"),
    args=Args,
    needs=("basket.lines", "customer"),
    context=None,
    readiness=readiness_of,
    together=of_pages,
)
def reaches_threshold(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Products of which one piece is enough, by what checkout would count; the best first.

    Nothing where every tier is reached, or where no product fits. The score falls evenly with
    the place. A back-test takes thresholds, prices and stock of today.
    """
    return of_pages([page], asks, source)[0]


def _candidates(finder: finding.Finder, overshoot: int) -> list[Candidate]:
    found = finder.singles(overshoot, choices=False) if finder.goal is not None else []
    return [
        _candidate(finder.goal, one, 1 - place / len(found))
        for place, one in enumerate(found)
        if finder.goal is not None
    ]


def _candidate(goal: Goal, one: finding.Fill, score: float) -> Candidate:
    [option] = one.options
    parts = {"adds": float(goal.amount(one.adds))}
    return Candidate(option.shown.product.pk, score, parts, reason=goal.reason(one.adds))
