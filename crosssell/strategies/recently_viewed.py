"""What this visitor looked at before."""

from collections.abc import Sequence

from django.utils.translation import gettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.registry import NoArgs, _, strategy


def readiness_of(source: Source) -> Readiness:
    """Always ready: what a visitor viewed is in Oscar's own cookie."""
    return Readiness("ready", gettext("Works for every visitor from the second page on."))


@strategy(
    "recently_viewed",
    label=_("Recently viewed"),
    words=_("what this visitor viewed recently"),
    needs=("viewed",),
    context=None,
    readiness=readiness_of,
    personal=True,
)
def recently_viewed(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Newest first, from Oscar's own cookie; the score is 1 / rank."""
    found = [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=_("You viewed this recently"))
        for rank, product_id in enumerate(dict.fromkeys(page.viewed or ()), start=1)
    ]
    return [found[: source.limit] for _ask in asks]
