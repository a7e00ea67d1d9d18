"""Bundles: what belongs to one, what it costs together and saves, and one button for all of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from crosssell import placements, slots
from crosssell.core.shown import BUNDLE
from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup
from crosssell.registry import _, widget
from crosssell.sets import listing, saved
from crosssell.sets.notes import notes_of
from crosssell.showing import Thing, noted, shown_as

CARD, CHECKOUT = "card", "checkout"
BASKET_PAGES = ("basket", CHECKOUT)


@dataclass(frozen=True)
class Args:
    """How many are shown."""

    bundles: int = field(default=2, metadata={"label": _("Bundles at most"), "min": 1, "max": 6})


@widget("bundle", label=_("Bundles"), args=Args, needs=("basket.lines",), most="bundles")
def bundle(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show the bundles of the page's product; where a basket lies open, what completes one.

    On pages about neither: those of the page's category, or of the whole shop. On the page of an
    order what its bundles saved. Every amount is what checkout takes off for this visitor.
    """
    if facts.order is not None:
        return _of_order(planned, facts)
    if facts.request is None:
        return None
    place = slots.find(planned.placement.slot)
    page = place.page if place is not None else ""
    if page in BASKET_PAGES or lookup.lists_basket(facts.request):
        return _of_basket(planned, facts, page)
    return _of_page(planned, facts, brief=page == CARD)


def _of_page(planned: Planned, facts: Facts, brief: bool) -> dict[str, Any] | None:
    run_id = placements.current().run_id
    page = facts.page(planned.placement.slot, ())
    most = planned.placement.max_items
    sets = (
        listing.of_product(facts, run_id, most)
        if page.product is not None
        else listing.of_category(facts, run_id, page.category_id, most)
    )
    if len(sets) < max(1, planned.placement.min_items):
        return None
    things = _things(planned, facts, [one.bundle.pk for one in sets], run_id)
    return {
        "title": planned.placement.title or gettext("Cheaper together"),
        "sets": [
            (one, notes_of(one.bundle, facts.now), thing)
            for one, thing in zip(sets, things, strict=True)
        ],
        "shown": noted(things),
        "in_place": True,
        "place": planned.placement.id,
        # The card of a list has room for a line.
        "brief": brief,
    }


def _of_basket(planned: Planned, facts: Facts, page: str) -> dict[str, Any] | None:
    completed = saved.in_basket(facts.basket)
    run_id = placements.current().run_id
    completing = listing.of_basket(facts, run_id, planned.placement.max_items)
    if not completed and not completing:
        return None
    things = _things(planned, facts, [one.bundle_id for one in completing], run_id)
    title = gettext("Your bundles") if completed else gettext("Complete a bundle and save")
    return {
        "title": planned.placement.title or title,
        "completed": completed,
        "completing": list(zip(completing, things, strict=True)),
        "shown": noted(things),
        # Whoever is ordering goes back to the basket to add something.
        "can_add": page != CHECKOUT and not lookup.is_ordering(facts.request),
    }


def _things(
    planned: Planned, facts: Facts, bundle_ids: Iterable[int], run_id: int | None
) -> list[Thing]:
    """What is noted of these bundles, in their order; what was completed already offers nothing."""
    return [
        Thing(shown_as(facts, planned.placement, BUNDLE, pk, position, run_id=run_id))
        for position, pk in enumerate(bundle_ids, start=1)
    ]


def _of_order(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    completed = saved.in_order(facts.order)
    if not completed:
        return None
    return {
        "title": planned.placement.title or gettext("What your bundles saved"),
        "completed": completed,
    }
