"""Products with the same brand, colour or any other attribute as the page's product."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.models.shelves import of_values
from crosssell.oscar.amounts import products_with_values
from crosssell.oscar.members import AttributeValue
from crosssell.oscar.values import values_of
from crosssell.registry import _, strategy

ENOUGH, MOST_CODES = 20, 10
HOW = (("all", _("All of them")), ("any", _("At least one of them")))
SAID = {"any": _("one of them is enough")}
Values = dict[str, tuple[AttributeValue, ...]]
Shelves = dict[AttributeValue, list[int]]


@dataclass(frozen=True)
class Args:
    """Which attributes, and whether all of them must be the same."""

    attributes: tuple[str, ...] = field(
        metadata={
            "words": _("with the same %s"),
            "every": True,
            "label": _("Same"),
            "ref": "attribute",
        }
    )
    match: str = field(
        default="all", metadata={"words": SAID, "label": _("The same in"), "choices": HOW}
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the attribute values of products."""
    count = products_with_values()
    have = ngettext(
        "Products have %(count)s value of an attribute that can be compared.",
        "Products have %(count)s values of attributes that can be compared.",
        count,
    ) % {"count": words(count)}
    missing = gettext("Give product types attributes such as brand or colour, and fill them in.")
    return readiness(count, ENOUGH, have, missing)


@strategy(
    "same_attribute",
    label=_("Same attribute"),
    words=_("products"),
    args=Args,
    context=("product",),
    readiness=readiness_of,
)
def same_attribute(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Bestsellers first, then the newest; those with more of the values before those with fewer.

    The score is 1 / rank. An attribute that the page's product does not have is the same in none.
    """
    if page.product is None:
        return [[] for _ask in asks]
    codes = {code for ask in asks for code in ask.attributes[:MOST_CODES]}
    values = values_of(page.product, sorted(codes))
    wanted = [value for some in values.values() for value in some]
    shelves = of_values(source.run_id, wanted, source.as_of)
    return [_found(ask, values, shelves, page.product.family, source.limit) for ask in asks]


def _found(ask: Args, values: Values, shelves: Shelves, family: int, limit: int) -> list[Candidate]:
    codes = list(dict.fromkeys(ask.attributes[:MOST_CODES]))
    places: dict[int, list[int]] = {}
    for code in codes:
        having: dict[int, int] = {}
        for value in values.get(code, ()):
            for place, pk in enumerate(shelves[value]):
                having[pk] = min(place, having.get(pk, place))
        for pk, place in having.items():
            places.setdefault(pk, []).append(place)
    places.pop(family, None)
    least = len(codes) if ask.match == "all" else 1
    best = sorted((-len(some), min(some), pk) for pk, some in places.items() if len(some) >= least)
    return [
        Candidate(
            pk,
            1 / rank,
            {"same": -shared / len(codes), "rank": float(rank)},
        )
        for rank, (shared, _place, pk) in enumerate(best[:limit], start=1)
    ]
