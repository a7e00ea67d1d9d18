"""What other orders held beside this product, or beside what is in the basket."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Line, Page, Readiness, Source
from crosssell.models.amounts import orders_read, readiness, with_partners, words
from crosssell.models.reading import pairs_of_basket, pairs_of_product, parts_of_basket
from crosssell.models.reading_pairs import heads
from crosssell.registry import _, strategy

ENOUGH = 20
PLACES = (
    ("auto", _("The page's product, else the order, else the basket")),
    ("product", _("The page's product")),
    ("basket", _("The basket")),
)
SAID = {"product": _("with the page's product"), "basket": _("with what is in the basket")}


@dataclass(frozen=True)
class Args:
    """Which products the partners are looked up for."""

    place: str = field(
        default="auto",
        metadata={"words": SAID, "label": _("Bought together with"), "choices": PLACES},
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the products with pairs, and says from how many orders."""
    count = with_partners(source.run_id, "page")
    orders = number_format(orders_read(source.run_id), force_grouping=True)
    have = ngettext(
        "%(count)s product was bought together with others, in %(orders)s orders that were read.",
        "%(count)s products were bought together with others, in %(orders)s orders that were read.",
        count,
    ) % {"count": words(count), "orders": orders}
    missing = gettext("Orders with several products in them, and a refresh after them.")
    return readiness(count, ENOUGH, have, missing)


def of_pages(
    pages: Sequence[Page], asks: Sequence[Args], source: Source
) -> list[list[list[Candidate]]]:
    """As ``bought_together`` for each page: one query for the products of all of them."""
    families = {page.product.family for page in pages if page.product is not None}
    known: dict[tuple[str, int | None], list[Candidate]] = {
        ("product", family): [] for family in families
    }
    for pair in sorted(
        heads(source.run_id, {"page": families}, source.limit), key=attrgetter("rank")
    ):
        known["product", pair.product_id].append(
            _pair(pair.partner_id, pair.score, pair.together, pair.orders)
        )

    def found(page: Page, place: str) -> list[Candidate]:
        # Basket and order are the visitor's: the same beside every product.
        key = place, page.product.family if place == "product" and page.product else None
        if key not in known:
            known[key] = _found(page, place, source)
        return known[key]

    return [[found(page, _place(page, ask.place)) for ask in asks] for page in pages]


@strategy(
    "bought_together",
    label=_("Bought together"),
    words=_("what is bought together"),
    args=Args,
    needs=("basket.lines", "order"),
    context=None,
    readiness=readiness_of,
    together=of_pages,
)
def bought_together(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """Pairs of the run, each with the plain counts that it stands on."""
    places = [_place(page, ask.place) for ask in asks]
    found = {place: _found(page, place, source) for place in set(places)}
    return [found[place] for place in places]


def _place(page: Page, wanted: str) -> str:
    if wanted == "auto":
        return "product" if page.product is not None else "order" if page.order else "basket"
    return wanted


def _found(page: Page, place: str, source: Source) -> list[Candidate]:
    if place == "product":
        return _of_product(page.product.family, source) if page.product is not None else []
    if place == "order":
        return _of_lines(page.order or (), source)
    return _of_lines(page.basket.lines if page.basket is not None else (), source)


def _of_product(family: int, source: Source) -> list[Candidate]:
    return [_pair(*pair) for pair in pairs_of_product(source.run_id, family, source.limit)]


def _pair(product_id: int, score: float, together: int, orders: int) -> Candidate:
    return Candidate(product_id, score, {"pair": score}, together, orders)


def _of_lines(lines: Sequence[Line], source: Source) -> list[Candidate]:
    families = tuple(dict.fromkeys(line.family for line in lines))
    found = pairs_of_basket(source.run_id, families, source.limit)
    reason = _("Often bought with what you have chosen")
    if not source.detail:
        return [Candidate(product_id, score, reason=reason) for product_id, score in found]
    parts = parts_of_basket(source.run_id, families)
    return [
        Candidate(
            product_id,
            score,
            {f"product {pk}": part for pk, part in parts[product_id].items()},
            reason=reason,
        )
        for product_id, score in found
    ]
