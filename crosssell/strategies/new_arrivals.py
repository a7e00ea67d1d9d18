"""What the shop has added lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.oscar.amounts import products_added
from crosssell.oscar.catalogue import newest
from crosssell.registry import _, strategy

ENOUGH = 8
# The last moment of a new product still counts for something.
LEAST = 1e-6


@dataclass(frozen=True)
class Args:
    """How long a product counts as new."""

    days: int = field(
        default=60,
        metadata={
            "words": _("of the last %s days"),
            "one": _("of the last day"),
            "label": _("Added in the last so many days"),
            "min": 1,
            "max": 3650,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts what was added in the days of the default."""
    days = Args().days
    count = products_added(source.as_of, days)
    have = ngettext(
        "%(count)s product was added in the last %(days)s days.",
        "%(count)s products were added in the last %(days)s days.",
        count,
    ) % {"count": words(count), "days": days}
    missing = gettext("Add products, or let them count as new for longer.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "new_arrivals",
    label=_("New arrivals"),
    words=_("new arrivals"),
    args=Args,
    readiness=readiness_of,
)
def new_arrivals(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """The newest products first; the score falls from 1 with the days since they were added."""
    since = {ask.days: source.as_of - timedelta(days=ask.days) for ask in asks}
    found = newest(min(since.values()), source.as_of, source.limit)
    return [
        [
            Candidate(
                product_id,
                _freshness(age := source.as_of - created, ask.days),
                {"days": age / timedelta(days=1)},
                reason=_("New"),
            )
            for product_id, created in found
            if created >= since[ask.days]
        ]
        for ask in asks
    ]


def _freshness(age: timedelta, days: int) -> float:
    return max(1 - age / timedelta(days=days), LEAST)
