"""What is most like the page's product: in attributes, categories and title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.core.likeness import KINDS, Features, most_similar
from crosssell.models.amounts import readiness, words
from crosssell.models.shelves import of_categories
from crosssell.models.similar import features
from crosssell.oscar.amounts import products_filed
from crosssell.registry import _, strategy

ENOUGH = 20
MOST_BESIDE = 150


@dataclass(frozen=True)
class Args:
    """What counts how much."""

    attributes: int = field(
        default=5,
        metadata={
            "words": _("attributes count %s"),
            "before": ", ",
            "label": _("Weight of attributes"),
            "min": 0,
            "max": 10,
        },
    )
    category: int = field(
        default=3,
        metadata={
            "words": _("categories count %s"),
            "before": ", ",
            "label": _("Weight of categories"),
            "min": 0,
            "max": 10,
        },
    )
    title: int = field(
        default=2,
        metadata={
            "words": _("words of the title count %s"),
            "before": ", ",
            "label": _("Weight of words in the title"),
            "min": 0,
            "max": 10,
        },
    )
    codes: tuple[str, ...] = field(
        default=(),
        metadata={
            "words": _("compared by %s alone"),
            "before": ", ",
            "every": True,
            "label": _("Only these attributes"),
            "help": _("Empty: all that both products have."),
            "ref": "attribute",
        },
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the products that are in a category, where most of the like are found."""
    count = products_filed()
    have = ngettext(
        "%(count)s product is in a category, where those like it are looked for.",
        "%(count)s products are in a category, where those like them are looked for.",
        count,
    ) % {"count": words(count)}
    missing = gettext("Put products into categories, and give them attributes.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "similar",
    label=_("Similar products"),
    words=_("similar products"),
    args=Args,
    needs=("product.categories",),
    context=("product",),
    readiness=readiness_of,
)
def similar(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Products that share rare attributes, categories and words; see ``core.likeness``.

    Compared are a few hundred, whatever the size of the shop: the best of its categories
    (bestsellers, then the newest), the shop's first bestsellers, and products with an option in
    common. The score is 0 to 1. A variant is compared as its parent.
    """
    if page.product is None:
        return [[] for _ask in asks]
    family = page.product.family
    shelves = of_categories(source.run_id, sorted(page.product.category_ids), source.as_of)
    most = MOST_BESIDE // max(len(shelves), 1)
    beside = dict.fromkeys(pk for shelf in shelves.values() for pk in shelf[:most])
    compared = features(source.run_id, family, list(beside), source.as_of)
    found = {ask: _found(family, compared, ask, source.limit) for ask in set(asks)}
    return [found[ask] for ask in asks]


def _found(family: int, compared: Mapping[int, Features], ask: Args, limit: int) -> list[Candidate]:
    if ask.codes:
        compared = {pk: _only(some, ask.codes) for pk, some in compared.items()}
    weights = {kind: float(getattr(ask, kind)) for kind in KINDS}
    return [
        Candidate(one.product_id, one.score, one.parts, reason=_("Similar"))
        for one in most_similar(family, compared, weights)[:limit]
    ]


def _only(features: Features, codes: Sequence[str]) -> Features:
    wanted = frozenset(codes)
    attributes = features.get("attributes", frozenset())
    kept = frozenset(one for one in attributes if isinstance(one, tuple) and one[0] in wanted)
    return {**features, "attributes": kept}
