"""What customers rate best."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, words
from crosssell.oscar.amounts import reviews
from crosssell.oscar.ratings import best_rated
from crosssell.registry import _, strategy

ENOUGH = 20
SCOPES = (("shop", _("The whole shop")), ("category", _("The page's category")))
SAID = {"category": _("of the page's category")}


@dataclass(frozen=True)
class Args:
    """Of what, and how many reviews a product needs."""

    of: str = field(
        default="shop",
        metadata={
            "words": SAID,
            "label": _("Best rated of"),
            "choices": SCOPES,
            "help": _("On a product page, its categories; on other pages without one, nothing."),
        },
    )
    least_reviews: int = field(
        default=1,
        metadata={
            "words": _("with at least %s reviews"),
            "label": _("Reviews at least"),
            "min": 1,
            "max": 10_000,
        },
    )


def context_of(args: Args) -> tuple[str, ...]:
    """The best of the shop are the same on every page."""
    return () if args.of == "shop" else ("product", "category")


def readiness_of(source: Source) -> Readiness:
    """Counts the reviews that the shop has approved."""
    count = reviews(source.as_of)
    have = ngettext("%(count)s approved review.", "%(count)s approved reviews.", count)
    missing = gettext("Ask customers for reviews, and approve those that wait.")
    return readiness(count, ENOUGH, have % {"count": words(count)}, missing)


@strategy(
    "top_rated",
    label=_("Top rated"),
    words=_("the best rated products"),
    args=Args,
    needs=("product.categories",),
    context=context_of,
    readiness=readiness_of,
)
def top_rated(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """By stars, where few reviews count less; the score is the Bayesian average / 5."""
    abouts = {"shop": None, "category": _categories(page)}
    found = {
        scope: best_rated(
            source.as_of,
            sorted({ask.least_reviews for ask in asks if ask.of == scope}),
            source.limit,
            about,
        )
        for scope, about in abouts.items()
    }
    return [
        [
            Candidate(
                one.product_id,
                one.score / 5,
                {"stars": one.average, "reviews": float(one.reviews)},
                reason=_("Rated best by customers"),
            )
            for one in found[ask.of][ask.least_reviews]
            if one.score > 0
        ]
        for ask in asks
    ]


def _categories(page: Page) -> frozenset[int]:
    if page.category_id is not None:
        return frozenset({page.category_id})
    return page.product.category_ids if page.product is not None else frozenset()
