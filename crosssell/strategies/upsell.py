"""The better one: of the same category, for a little more money."""

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
    """How much dearer it may be, in percent of the page's product's price."""

    at_least: int = field(
        default=5,
        metadata={
            "words": _("by at least %s %%"),
            "label": _("Dearer by at least (%)"),
            "min": 1,
            "max": 1_000,
        },
    )
    at_most: int = field(
        default=60,
        metadata={
            "words": _("by at most %s %%"),
            "label": _("Dearer by at most (%)"),
            "min": 1,
            "max": 1_000,
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
    "upsell",
    label=_("Upsell: better, a little dearer"),
    words=_("better products that are dearer"),
    args=Args,
    needs=("product.categories",),
    context=("product",),
    readiness=readiness_of,
)
def upsell(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Dearer products of the page's product's categories: bestsellers, then the newest.

    The score is 1 / rank; the parts say by how many percent each is dearer.
    """
    beside = (
        priced_beside(source.run_id, page.product, source.as_of) if page.product is not None else []
    )
    dearer = [(pk, 100 * (share - 1)) for pk, share in beside]
    found = []
    for ask in asks:
        fitting = [(pk, by) for pk, by in dearer if ask.at_least <= by <= ask.at_most]
        found.append(
            [
                Candidate(pk, 1 / rank, {"rank": float(rank), "dearer by %": float(round(by, 1))})
                for rank, (pk, by) in enumerate(fitting[: source.limit], start=1)
            ]
        )
    return found
