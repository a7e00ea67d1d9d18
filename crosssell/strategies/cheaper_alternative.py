"""The same for less: of the same category, cheaper."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.priced import priced_beside
from crosssell.oscar.amounts import products_filed
from crosssell.registry import _, strategy

ENOUGH = 20


@dataclass(frozen=True)
class Args:
    """How much cheaper it may be, in percent of the page's product's price."""

    at_least: int = field(
        default=5,
        metadata={
            "words": _("by at least %s %%"),
            "label": _("Cheaper by at least (%)"),
            "min": 1,
            "max": 99,
        },
    )
    at_most: int = field(
        default=50,
        metadata={
            "words": _("by at most %s %%"),
            "label": _("Cheaper by at most (%)"),
            "min": 1,
            "max": 99,
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the products that have others beside them in a category."""
    count = products_filed()
    have = ngettext(
        "%(count)s product is in a category, where others stand beside it.",
        "%(count)s products are in a category, where others stand beside them.",
        count,
    ) % {"count": words(count)}
    return readiness(count, ENOUGH, have, gettext("Put products into categories."))


@strategy(
    "cheaper_alternative",
    label=_("Cheaper alternative"),
    words=_("cheaper alternatives"),
    args=Args,
    needs=("product.categories",),
    context=("product",),
    readiness=readiness_of,
)
def cheaper_alternative(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Cheaper products of the page's product's categories: bestsellers, then the newest.

    The score is 1 / rank; the parts say by how many percent each is cheaper.
    """
    beside = (
        priced_beside(source.run_id, page.product, source.as_of) if page.product is not None else []
    )
    cheaper = [(pk, 100 * (1 - share)) for pk, share in beside]
    found = []
    for ask in asks:
        fitting = [(pk, by) for pk, by in cheaper if ask.at_least <= by <= ask.at_most]
        found.append(
            [
                Candidate(pk, 1 / rank, {"rank": float(rank), "cheaper by %": float(round(by, 1))})
                for rank, (pk, by) in enumerate(fitting[: source.limit], start=1)
            ]
        )
    return found
