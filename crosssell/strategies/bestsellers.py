"""What most orders held lately."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import readiness, sold, words
from crosssell.models.category_best import category_bestsellers
from crosssell.models.reading import bestsellers as shop_bestsellers
from crosssell.registry import _, strategy

ENOUGH, WIDEST = 20, 365
WINDOWS = (
    (7, _("Last 7 days")),
    (28, _("Last 28 days")),
    (90, _("Last 90 days")),
    (365, _("Last 365 days")),
)
SAID_WINDOWS = {
    7: _("of the last 7 days"),
    90: _("of the last 90 days"),
    365: _("of the last 365 days"),
}
SCOPES = (("shop", _("The whole shop")), ("category", _("The page's category")))
SAID_SCOPES = {"category": _("of the page's category")}


@dataclass(frozen=True)
class Args:
    """The days that count, up to the newest order that the run has read; and of what."""

    window: int = field(
        default=28,
        metadata={"words": SAID_WINDOWS, "label": _("Orders of the"), "choices": WINDOWS},
    )
    of: str = field(
        default="shop",
        metadata={
            "words": SAID_SCOPES,
            "label": _("Bestsellers of"),
            "choices": SCOPES,
            "help": _("On a product page, its categories; on other pages without one, nothing."),
        },
    )


def context_of(args: Args) -> tuple[str, ...]:
    """Bestsellers of the shop are the same on every page."""
    return () if args.of == "shop" else ("product", "category")


def readiness_of(source: Source) -> Readiness:
    """Counts the products sold in the year before the newest order."""
    count = sold(source.run_id, WIDEST)
    have = ngettext(
        "%(count)s product was sold in the last 365 days.",
        "%(count)s products were sold in the last 365 days.",
        count,
    ) % {"count": words(count)}
    return readiness(count, ENOUGH, have, gettext("More orders, and a refresh after them."))


@strategy(
    "bestsellers",
    label=_("Bestsellers"),
    words=_("bestsellers"),
    args=Args,
    context=context_of,
    readiness=readiness_of,
)
def bestsellers(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Bestsellers of each window; the score is the number of orders in it."""
    shop, category = (
        sorted({ask.window for ask in asks if ask.of == scope}) for scope, _label in SCOPES
    )
    found = {
        "shop": shop_bestsellers(source.run_id, shop, source.limit),
        "category": category_bestsellers(
            source.run_id,
            category,
            source.limit,
            category_id=page.category_id,
            product_id=page.product.family if page.product is not None else None,
        ),
    }
    return [
        [
            Candidate(product_id, float(orders), {"orders": float(orders)}, reason=_("Bestseller"))
            for product_id, orders in found[ask.of].get(ask.window, ())
        ]
        for ask in asks
    ]
