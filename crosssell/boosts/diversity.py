"""A widget of different things."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from crosssell.core.attributes import same_value
from crosssell.core.data import Candidate, Page, Product
from crosssell.core.shares import bounded
from crosssell.core.similarity import similarity
from crosssell.registry import _, boost


@dataclass(frozen=True)
class Args:
    """Hard limits beside the score; whatever is left out does not limit."""

    per_category: int | None = field(
        default=None,
        metadata={
            "words": _("at most %s of a category"),
            "label": _("At most so many of a category"),
            "min": 1,
            "max": 100,
        },
    )
    attribute: str = field(
        default="",
        metadata={
            "words": _("of each %s"),
            "label": _("Attribute"),
            "help": _("Such as the brand, for the limit below."),
            "ref": "attribute",
        },
    )
    per_value: int | None = field(
        default=None,
        metadata={
            "words": _("at most %s"),
            "before": " ",
            "label": _("At most so many of a value of it"),
            "min": 1,
            "max": 100,
        },
    )


@boost(
    "diversity",
    label=_("Diversity"),
    words=_("diversity"),
    args=Args,
    needs=("candidate.categories", "candidate.attributes"),
    beside=True,
)
def diversity(
    page: Page, candidate: Candidate, product: Product, args: Args, chosen: Sequence[Product]
) -> float | None:
    """1 - the greatest similarity to anything chosen before; None beyond a limit.

    Weighed against the other boosts it is maximal marginal relevance (J. Carbonell and
    J. Goldstein, "The use of MMR, diversity-based reranking for reordering documents and
    producing summaries", SIGIR 1998): argmax of L * relevance - (1 - L) * max similarity, where
    this boost's weight is to the sum of all as 1 - L to 1. The similarity is ``core.similarity``.
    """
    if args.per_category is not None and any(
        sum(category in one.category_ids for one in chosen) >= args.per_category
        for category in product.category_ids
    ):
        return None
    if args.per_value is not None:
        mine = product.attributes
        alike = sum(same_value(mine, one.attributes, args.attribute) for one in chosen)
        if alike >= args.per_value:
            return None
    return bounded(1.0 - max((similarity(product, one) for one in chosen), default=0.0))
