"""Which bundles a page shows to its visitor, each filled and priced for him."""

from __future__ import annotations

from collections.abc import Iterable

from crosssell.core.bundle_terms import Key
from crosssell.facts import Facts
from crosssell.limits import customer_key
from crosssell.models import Bundle
from crosssell.models.bundle_reading import touching
from crosssell.models.reading import pairs_of_product
from crosssell.oscar.basket_keys import keys_of
from crosssell.oscar.families import children_of
from crosssell.sets.filled import Choices, Sets
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
    )


def of_product(facts: Facts, run_id: int | None) -> list[ShownSet]:
    """Bundles of which the page's product fills a part, what saves most first.

    On a card of a list, those of all its products are read together.
    """
    product = facts.page("", ()).product
    if product is None:
        return []
    found = facts.once("bundles of products", lambda: _of_listed(facts, run_id))
    of_this: list[ShownSet] = found.get(product.id, [])
    return of_this


def _of_listed(facts: Facts, run_id: int | None) -> dict[int, list[ShownSet]]:
    listed = facts.listed
    children = children_of([one.pk for one in listed if one.is_parent])
    own = {one.pk: {one.pk, *children.get(one.pk, ())} for one in listed}
    keys = frozenset().union(*keys_of(pk for some in own.values() for pk in some).values())
    alone = len(listed) == 1
    bundles = _touching(facts, keys, MOST_CONSIDERED if alone else MOST_OF_LIST)
    if not bundles:
        return {}
    family = listed[0].parent_id or listed[0].pk
    pairs = pairs_of_product(run_id, family, MOST_PARTNERS) if alone else ()
    sets = Sets(
        bundles,
        visitor_of(facts, run_id),
        also=[pk for some in own.values() for pk in some],
        partners=[pk for pk, *_rest in pairs],
    )
    filled = [sets.found(MOST_SHOWN if alone else 1, some) for some in own.values()]
    return dict(zip(own, shown(sets, filled), strict=True))


def of_category(facts: Facts, run_id: int | None, category_id: int | None) -> list[ShownSet]:
    """Bundles with a part from this category (None: all live ones), what saves most first."""

    def load() -> list[ShownSet]:
        keys = None if category_id is None else [("category", category_id)]
        sets = Sets(_touching(facts, keys, MOST_CONSIDERED), visitor_of(facts, run_id))
        return shown(sets, [sets.found(MOST_SHOWN)])[0]

    found: list[ShownSet] = facts.once(f"bundles of category {category_id}", load)
    return found


def of_basket(facts: Facts, run_id: int | None) -> list[Completing]:
    """What completes a bundle of the visitor's basket, what saves most first."""

    def load() -> list[Completing]:
        return completing(visitor_of(facts, run_id), MOST_SHOWN)

    found: list[Completing] = facts.once("bundles of basket", load)
    return found


def of_bundle(facts: Facts, run_id: int | None, bundle: Bundle, choices: Choices) -> Sets:
    """One bundle with what a shopper has chosen."""
    return Sets([bundle], visitor_of(facts, run_id), choices={bundle.pk: choices})


def only(sets: Sets) -> ShownSet | None:
    """The set of the one bundle, or None where it cannot be had."""
    return next(iter(shown(sets, [sets.found(1)])[0]), None)


def _touching(facts: Facts, keys: Iterable[Key] | None, most: int) -> list[Bundle]:
    user_id = facts.user.pk if facts.user is not None else None
    return touching(keys, facts.now, user_id, most)
