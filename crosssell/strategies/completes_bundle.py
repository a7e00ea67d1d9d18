"""What makes a bundle of the page's product or of the basket, what saves most first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext, ngettext

from crosssell.core.data import Candidate, Page, Readiness, Source
from crosssell.models.amounts import bounded, readiness, words
from crosssell.models.bundle_reading import live
from crosssell.oscar.money import written
from crosssell.registry import _, strategy
from crosssell.sets.filled import Filled, Sets, pieces_of
from crosssell.sets.listing import MOST_SHOWN, touched, visitor_of_page
from crosssell.sets.missing import completions
from crosssell.sets.prices import Bill, Visitor

PART_OF = _("Part of %(name)s: save %(amount)s")
PLACES = (
    ("auto", _("The page's product, else the basket")),
    ("product", _("The page's product")),
    ("basket", _("The basket")),
)
PLACE_WORDS = {
    "auto": _("with the page's product, else with the basket"),
    "product": _("with the page's product"),
    "basket": _("with the basket"),
}


# What the shopper is told: does it complete the bundle, and is it known what that saves?
WORDS = {
    (True, True): _("Completes %(name)s: save %(amount)s"),
    (True, False): _("Completes %(name)s"),
    (False, True): _("Part of %(name)s: save %(amount)s"),
    (False, False): _("Part of %(name)s"),
}


@dataclass(frozen=True)
class Args:
    """What the bundles are looked up for."""

    place: str = field(
        default="auto",
        metadata={"label": _("A bundle with"), "choices": PLACES, "words": PLACE_WORDS},
    )


def readiness_of(source: Source) -> Readiness:
    """Counts the bundles in force, for everybody."""
    count = bounded(live(source.as_of, None))
    have = ngettext("%(count)s bundle is in force.", "%(count)s bundles are in force.", count) % {
        "count": words(count)
    }
    return readiness(count, 1, have, gettext("Make a bundle, or take one that is suggested."))


def of_pages(
    pages: Sequence[Page], asks: Sequence[Args], source: Source
) -> list[list[list[Candidate]]]:
    """As ``completes_bundle`` for each page: the bundles of all products are read together."""
    parents = {
        page.product.id: page.product.structure == "parent"
        for page in pages
        if page.product is not None
    }
    places = {place for page in pages for ask in asks for place in [_place(page, ask.place)]}
    request = getattr(source.visit, "request", None)
    visit = partial(visitor_of_page, pages[0], source.run_id, source.as_of, request)
    user_id = pages[0].customer.id if pages[0].customer is not None else None
    ask_products = bool(parents) and "product" in places
    found = None
    if ask_products:
        found = touched(parents, source.as_of, user_id, MOST_SHOWN, visit, request)
    of_basket = _of_basket(visit(), source) if "basket" in places else []

    def answer(page: Page, place: str) -> list[Candidate]:
        if place == "basket":
            return of_basket
        if page.product is None or found is None:
            return []
        sets, filled = found
        own = page.product.id
        return _best(_beside(sets, filled[own], own), source.limit)

    return [[answer(page, _place(page, ask.place)) for ask in asks] for page in pages]


@strategy(
    "completes_bundle",
    label=_("Completes a bundle"),
    words=_("what makes a bundle"),
    args=Args,
    needs=("basket.lines", "customer"),
    context=None,
    readiness=readiness_of,
    together=of_pages,
)
def completes_bundle(page: Page, asks: Sequence[Args], source: Source) -> list[list[Candidate]]:
    """The other parts of the product's bundles; of the basket, the piece that is missing.

    The score is what the set saves, in the currency of the basket. Prices are those of a guest.
    """
    return of_pages([page], asks, source)[0]


def _place(page: Page, wanted: str) -> str:
    if wanted == "auto":
        return "product" if page.product is not None else "basket"
    return wanted


def _of_basket(visitor: Visitor, source: Source) -> list[Candidate]:
    found, currency = completions(visitor, MOST_SHOWN)
    said = (
        _candidate(one.option.shown.product.pk, one.bill, currency, one.row.name, complete=True)
        for one in found
    )
    return _best(said, source.limit)


def _beside(sets: Sets, filled: Sequence[Filled], own: int) -> Iterator[Candidate]:
    for one in filled:
        others = {
            sets.options[pk].shown.product.pk
            for pk in pieces_of(one.picks)
            if own not in (pk, sets.options[pk].family)
        }
        for pk in sorted(others):
            currency, name = sets.prices.currency, one.bundle.name
            yield _candidate(pk, one.bill, currency, name, complete=len(others) == 1)


def _candidate(pk: int, bill: Bill, currency: str, name: str, complete: bool) -> Candidate:
    """Beside other offers no amount is said: checkout may find another."""
    amount = written(bill.saved, currency) if bill.certain else ""
    saved = float(bill.saved)
    text = WORDS[complete, bool(amount)]
    reason = gettext(text) % {"name": name, "amount": amount}
    return Candidate(pk, saved, {"saves": saved}, reason=reason)


def _best(said: Iterator[Candidate], limit: int) -> list[Candidate]:
    """No product twice: what saves most is said of it."""
    found: dict[int, Candidate] = {}
    for one in said:
        found.setdefault(one.product_id, one)
    return list(found.values())[:limit]
