"""What brings the basket to the next tier of a threshold: one product, or two, and one click."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

from crosssell import gap_filling, placements, slots, thresholds
from crosssell.core.data import Recommendation
from crosssell.core.placement import PlacementView
from crosssell.core.shown import PRODUCT
from crosssell.engine import Item, Planned
from crosssell.facts import Facts
from crosssell.gap_filling.finding import Fill, of_visit
from crosssell.gap_filling.goal import Goal
from crosssell.oscar import lookup
from crosssell.oscar.cards import Card, Choice, drawn
from crosssell.registry import _, widget
from crosssell.sets.options import Option
from crosssell.showing import noted, shown_as
from crosssell.threshold_bar.renewing import app_of, page_of, renewed_at

CARD, CHECKOUT = "card", "checkout"
# The layouts of products that it can have.
LAYOUTS = ("grid", "list", "carousel", "compact")


@dataclass(frozen=True)
class Args:
    """How many are shown, and how far above the tier they may come."""

    products: int = field(default=4, metadata={"label": _("Products at most"), "min": 1, "max": 6})
    overshoot: int = field(
        default=gap_filling.OVERSHOOT,
        metadata={
            "label": _("At most so much above the tier, in percent of it"),
            "min": 0,
            "max": 100,
            "help": gap_filling.OVERSHOOT_HELP,
        },
    )
    pairs: bool = field(
        default=True,
        metadata={"label": _("Two products together, where no single one does")},
    )


@dataclass(frozen=True)
class Pair:
    """Two products that do it together. ``adds`` is what they add to the basket in the end."""

    items: tuple[Item, ...]
    adds: Decimal
    currency: str
    reason: str


@widget("gap_filler", label=_("Gap filler"), args=Args, most="products")
def gap_filler(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show what reaches the next tier by what checkout would count; two products where one won't.

    ``waiting`` says that nothing fits now, but may once the basket changes without a new page.
    """
    place = slots.find(planned.placement.slot)
    if facts.request is None or facts.order is not None or (place and place.page == CARD):
        return None
    page = page_of(facts.request)
    app = app_of(page)
    if app == CHECKOUT or facts.basket is None:
        return None
    shown = _shown(planned, facts)
    if shown is None and not thresholds.standings(facts.basket, facts.user, facts.request):
        return None
    return {
        "waiting": shown is None,
        "page": page,
        "renewed_at": renewed_at(facts, page),
        "in_place": app not in lookup.BASKET_APPS,
        **(shown or {}),
    }


def _shown(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    placement, args = planned.placement, planned.placement.args
    live = placements.current()
    finder = of_visit(facts, live.run_id)
    if finder.goal is None:
        return None
    without = live.never | {
        family
        for one in facts.listed
        if "product" in facts.about
        for family in (one.parent_id or one.pk,)
    }
    singles = finder.singles(args.overshoot, without)[: placement.max_items]
    if len(singles) < placement.min_items:
        singles = []
    couples = [] if singles or not args.pairs else finder.pairs(args.overshoot, without)
    found = _Filled(finder.goal, facts, placement)
    items, pairs = found.items(singles), found.pairs(couples)
    if not items and not pairs:
        return None
    layout = placement.layout if placement.layout in LAYOUTS else "list"
    return {
        "title": placement.title or finder.goal.title(together=not items),
        "items": items,
        "pairs": pairs,
        "shown": noted([*items, *(item for pair in pairs for item in pair.items)]),
        "layout": layout,
        "layout_template": f"crosssell/layouts/{layout}.html",
    }


@dataclass(frozen=True)
class _Filled:
    """Fillers as the template shows them; products of pairs are counted on from pair to pair."""

    goal: Goal
    facts: Facts
    placement: PlacementView

    def items(self, fills: list[Fill]) -> tuple[Item, ...]:
        cards = _cards(fills)
        return tuple(
            self._item(cards, option, rank, self.goal.reason(fill.adds))
            for rank, fill in enumerate(fills, start=1)
            for option in fill.options
        )

    def pairs(self, fills: list[Fill]) -> tuple[Pair, ...]:
        cards, rank = _cards(fills), count(1)
        return tuple(
            Pair(
                tuple(self._item(cards, option, next(rank)) for option in fill.options),
                self.goal.amount(fill.adds),
                self.goal.ladder.currency,
                self.goal.reason(fill.adds),
            )
            for fill in fills
        )

    def _item(self, cards: dict[int, Card], option: Option, rank: int, reason: str = "") -> Item:
        card = cards[option.id]
        return Item(
            Recommendation(option.id, rank, 1 / rank, reason=reason),
            card,
            shown_as(self.facts, self.placement, PRODUCT, card.id, rank),
        )


def _cards(fills: list[Fill]) -> dict[int, Card]:
    """By product a card with a button of its own, that of a variant too; one query."""
    options = [option for fill in fills for option in fill.options]
    found = drawn([option.shown for option in options])
    return {option.id: _card(found[option.shown.product.pk], option) for option in options}


def _card(card: Card, option: Option) -> Card:
    if card.id == option.id:
        return card
    choice = Choice(option.id, option.full_title, option.price)
    return replace(
        card, title=option.full_title, price=option.price, price_from=False, choices=(choice,)
    )
