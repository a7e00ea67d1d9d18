"""What was bought in the end by visitors who looked at this."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.core.subject import families
from crosssell.models.amounts import readiness, with_partners, words
from crosssell.models.reading_pairs import partners
from crosssell.registry import NoArgs, _, strategy

ENOUGH = 20


def readiness_of(source: Source) -> Readiness:
    """Counts the products for which visits have told something."""
    count = with_partners(source.run_id, "after")
    have = ngettext(
        "Of %(count)s product it is known what was bought after it was viewed.",
        "Of %(count)s products it is known what was bought after they were viewed.",
        count,
    ) % {"count": words(count)}
    missing = gettext(
        "Visits that end with an order are counted; the next refresh learns from them."
    )
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "viewed_then_bought",
    label=_("Viewed this, then bought"),
    words=_("what visitors bought in the end"),
    context=("product",),
    readiness=readiness_of,
)
def viewed_then_bought(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Partners of the page's product by visits; the score is the pair's."""
    found = [
        Candidate(
            one.product_id,
            one.score,
            {"pair": one.score},
            reason=_("What others bought in the end"),
        )
        for one in partners(source.run_id, "after", families(page, "product"), source.limit)
    ]
    return [found for _ask in asks]
