"""What costs less now, for everybody and without a code."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.shelves import of_offers
from crosssell.oscar.site_offers import site_offers
from crosssell.registry import NoArgs, _, strategy


def readiness_of(source: Source) -> Readiness:
    """Counts the offers in force."""
    count = len(site_offers(source.as_of))
    have = ngettext(
        "%(count)s offer takes money off single products now.",
        "%(count)s offers take money off single products now.",
        count,
    ) % {"count": words(count)}
    missing = gettext("Make a site offer: a percentage, an amount or a fixed price for a range.")
    return readiness(count, 1, have, missing)


@strategy("on_offer", label=_("On offer"), words=_("what is on offer"), readiness=readiness_of)
def on_offer(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Products of the ranges of site offers in force: bestsellers first, then the newest.

    Offers that one piece is enough for, and that need no voucher; of several offers in turn. The
    score is 1 / rank.
    """
    offers = {
        (one.condition_range_id, one.benefit_range_id): one for one in site_offers(source.as_of)
    }
    ranges = sorted({pk for pair in offers for pk in pair})
    shelves = of_offers(source.run_id, ranges, source.as_of)
    lists = []
    for condition, benefit in sorted(offers):
        in_both = set(shelves[benefit])
        lists.append([pk for pk in shelves[condition] if pk in in_both])
    ids: dict[int, None] = {}
    for place in range(max((len(some) for some in lists), default=0)):
        ids.update(dict.fromkeys(some[place] for some in lists if place < len(some)))
        if len(ids) >= source.limit:
            break
    found = [
        Candidate(pk, 1 / rank, {"rank": float(rank)}, reason=_("On offer"))
        for rank, pk in enumerate(list(ids)[: source.limit], start=1)
    ]
    return [found for _ask in asks]
