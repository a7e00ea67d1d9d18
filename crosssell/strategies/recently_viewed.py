"""What this visitor looked at before."""

from collections.abc import Sequence

from crosssell.core.data import Candidate, Page, Source
from crosssell.registry import NoArgs, _, strategy


@strategy("recently_viewed", label=_("Recently viewed"), needs=("viewed",), context=None)
def recently_viewed(page: Page, asks: Sequence[NoArgs], source: Source) -> list[list[Candidate]]:
    """Newest first, from Oscar's own cookie; the score is 1 / rank."""
    found = [
        Candidate(product_id, 1 / rank, {"rank": float(rank)}, reason=_("You viewed this recently"))
        for rank, product_id in enumerate((page.viewed or ())[: source.limit], start=1)
    ]
    return [found for _ask in asks]
