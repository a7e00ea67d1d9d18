"""Which bundles a page shows to its visitor, each filled and priced for him."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from crosssell import experiments
from crosssell.core.data import Page
from crosssell.facts import Facts
from crosssell.limits import customer_key
from crosssell.models import Bundle
from crosssell.models.bundle_reading import touching
from crosssell.models.reading import pairs_of_product
from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.cards import hydrated
from crosssell.oscar.families import children_of
from crosssell.oscar.imagined import Imagined
from crosssell.oscar.snapshot import strategy_of
from crosssell.sets.filled import Choices, Filled, Sets
from crosssell.sets.missing import Completing, completing
from crosssell.sets.prices import Visitor
from crosssell.sets.shown import ShownSet, shown

# Bundles that are filled and priced for a page (for a list of cards), by priority; of these the
# best are shown.
MOST_CONSIDERED = 12
MOST_OF_LIST = 24
MOST_SHOWN = 6
MOST_PARTNERS = 50


def visitor_of(facts: Facts, run_id: int | None = None) -> Visitor:
    """The visitor with the lines of his basket; one without a basket has none."""
    basket = facts.basket
    if basket is not None and not basket.has_strategy:
        basket.strategy = facts.strategy
    lines = tuple(basket.all_lines()) if basket is not None else ()
    user = facts.user
    return Visitor(
        facts.strategy,
        lines,
        facts.now,
        user.pk if user is not None else None,
        customer_key(user),
        run_id,
        basket,
        user,
        facts.request,
    )


def of_product(facts: Facts, run_id: int | None, most: int = MOST_SHOWN) -> list[ShownSet]:
    """Bundles of which the page's product fills a part, what saves most first.

    On a card of a list, those of all its products are read together.
    """
    product = facts.page("", ()).product
    if product is None:
        return []
    found = facts.once(f"bundles of products {most}", lambda: _of_listed(facts, run_id, most))
    of_this: list[ShownSet] = found.get(product.id, [])
    return of_this


def _of_listed(facts: Facts, run_id: int | None, most: int) -> dict[int, list[ShownSet]]:
    parents = {one.pk: one.is_parent for one in facts.listed}
    user_id = facts.user.pk if facts.user is not None else None
    found = touched(
        parents, facts.now, user_id, most, lambda: visitor_of(facts, run_id), facts.request
    )
    if found is None:
        return {}
    sets, filled = found
    return dict(zip(filled, shown(sets, filled.values()), strict=True))


def touched(
    parents: Mapping[int, bool],
    now: datetime,
    user_id: int | None,
    most: int,
    visit: Callable[[], Visitor],
    request: Any = None,
) -> tuple[Sets, dict[int, list[Filled]]] | None:
    """By product, the sets that hold it, what saves most first; None where no bundle does.

    ``parents`` says of each product whether it has variants. Of one product the ``most`` best are
    told, of each of several the best. As many queries for many as for one; two where there is no
    bundle.
    """
    children = children_of([pk for pk, is_parent in parents.items() if is_parent])
    own = {pk: {pk, *children.get(pk, ())} for pk in parents}
    every = [pk for some in own.values() for pk in some]
    keys = frozenset().union(*keys_of(every).values())
    alone = len(own) == 1
    bundles = seen(
        touching(keys, now, user_id, MOST_CONSIDERED if alone else MOST_OF_LIST), request
    )
    if not bundles:
        return None
    visitor = visit()
    pairs = pairs_of_product(visitor.run_id, next(iter(own)), MOST_PARTNERS) if alone else ()
    sets = Sets(bundles, visitor, also=every, partners=[pk for pk, *_rest in pairs])
    return sets, {pk: sets.found(most if alone else 1, some) for pk, some in own.items()}


def of_category(
    facts: Facts, run_id: int | None, category_id: int | None, most: int = MOST_SHOWN
) -> list[ShownSet]:
    """Bundles with a part from this category (None: all live ones), what saves most first."""

    def load() -> list[ShownSet]:
        keys = None if category_id is None else [("category", category_id)]
        visitor = visitor_of(facts, run_id)
        bundles = touching(keys, visitor.now, visitor.user_id, MOST_CONSIDERED)
        bundles = seen(bundles, facts.request)
        sets = Sets(bundles, visitor)
        return shown(sets, [sets.found(most)])[0]

    found: list[ShownSet] = facts.once(f"bundles of category {category_id} {most}", load)
    return found


def of_basket(facts: Facts, run_id: int | None, most: int = MOST_SHOWN) -> list[Completing]:
    """What completes a bundle of the visitor's basket, what saves most first."""

    def load() -> list[Completing]:
        return completing(visitor_of(facts, run_id), most)

    found: list[Completing] = facts.once(f"bundles of basket {most}", load)
    return found


def of_bundle(facts: Facts, run_id: int | None, bundle: Bundle, choices: Choices) -> Sets:
    """One bundle with what a shopper has chosen."""
    return Sets([bundle], visitor_of(facts, run_id), choices={bundle.pk: choices})


def only(sets: Sets) -> ShownSet | None:
    """The set of the one bundle, or None where it cannot be had."""
    return next(iter(shown(sets, [sets.found(1)])[0]), None)


def seen(bundles: Iterable[Bundle], request: Any) -> list[Bundle]:
    """Those that the visitor sees; all but some under test."""
    return [one for one in bundles if experiments.sees(request, experiments.BUNDLE, one.pk)]


def visitor_of_page(page: Page, run_id: int | None, now: datetime, request: Any = None) -> Visitor:
    """The visitor of a page as decisions see it, with the shop's own strategy for a guest.

    What is in the basket is imagined, in one query where it holds something. ``request`` says
    what he sees of tests, where somebody looks.
    """
    imagined = Imagined(strategy_of(None, None))
    lines = {line.product_id: line.quantity for line in page.basket.lines} if page.basket else {}
    for product in hydrated(lines):
        imagined.add(product, lines[product.pk])
    user_id = page.customer.id if page.customer is not None else None
    lines_held = tuple(imagined.lines)
    return Visitor(
        imagined.strategy, lines_held, now, user_id, "", run_id, request=request, exact=False
    )
