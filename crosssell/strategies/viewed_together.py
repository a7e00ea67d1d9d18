"""What was looked at in the same visit."""

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
    count = with_partners(source.run_id, "viewed")
    have = ngettext(
        "%(count)s product was viewed together with others.",
        "%(count)s products were viewed together with others.",
        count,
    ) % {"count": words(count)}
    missing = gettext(
        "Views are counted while visitors look around; the next refresh learns from them."
    )
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "viewed_together",
    label=_("Viewed together"),
    words=_("what is viewed together"),
    context=("product",),
    readiness=readiness_of,
)
def viewed_together(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Partners of the page's product by visits; the score is the pair's."""
    found = [
        Candidate(one.product_id, one.score, {"pair": one.score}, reason=_("Often viewed together"))
        for one in partners(source.run_id, "viewed", families(page, "product"), source.limit)
    ]
    return [found for _ask in asks]
