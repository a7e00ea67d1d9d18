"""How far the basket is from the next reward, and what it has reached."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from crosssell import slots
from crosssell.core.shown import THRESHOLD
from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup
from crosssell.registry import _, widget
from crosssell.showing import Thing, noted, shown_as
from crosssell.threshold_bar import Bar, Bars, bars
from crosssell.threshold_bar.of_order import rewards
from crosssell.threshold_bar.renewing import app_of, page_of, renewed_at

CARD, EVERY_PAGE = "card", "every"
FULL = 100


@dataclass(frozen=True)
class Args:
    """Which threshold, and when it is shown."""

    threshold: int | None = field(
        default=None,
        metadata={
            "label": _("Threshold"),
            "help": _("Empty: the first one that is for the visitor."),
            "ref": "threshold",
        },
    )
    show_from: int = field(
        default=0,
        metadata={
            "label": _("Show it only near the next tier"),
            "help": _(
                "So many percent of the amount must be in the basket before the bar shows; "
                "0 shows it always."
            ),
            "min": 0,
            "max": FULL,
        },
    )
    assume: bool = field(
        default=True,
        metadata={
            "label": _("Say where the order is taken to go to"),
            "help": _(
                "Before an address is known the bar takes your default country and its cheapest "
                "shipping method, and says so under free shipping."
            ),
        },
    )


@widget("threshold", label=_("Threshold bar"), args=Args)
def threshold(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """Show the bar of a threshold as checkout would have it for this basket.

    On the page or in the mail of an order: what it was given. ``waiting`` says that nothing is
    shown yet, but may be once something is added without a new page.
    """
    place = slots.find(planned.placement.slot)
    where = place.page if place is not None else ""
    # What stands on every page is about the basket, on the page of an order too.
    if facts.order is not None and where != EVERY_PAGE:
        return _of_order(planned, facts)
    if facts.request is None:
        return None
    args: Args = planned.placement.args
    # Several bars of a page show the same basket.
    found: Bars = facts.once("thresholds", lambda: _bars(facts))
    if found.is_empty:
        return None
    bar = found.of(args.threshold)
    brief = where == CARD
    waiting = bar is None or _is_far(bar, args.show_from)
    if brief and waiting:
        return None
    page = page_of(facts.request)
    thing = _thing(planned, facts, None if waiting else bar)
    return {
        "title": planned.placement.title,
        "bar": bar,
        "waiting": waiting,
        "thing": thing,
        "shown": noted([thing]),
        # The card of a list has room for a line.
        "brief": brief,
        "assumption": bar.assumption if bar is not None and args.assume else "",
        "page": page,
        "renewed_at": renewed_at(facts, page),
        # Such a page must be loaded anew when the basket changes.
        "in_place": app_of(page) not in lookup.BASKET_APPS,
    }


def _thing(planned: Planned, facts: Facts, bar: Bar | None) -> Thing:
    """What is noted of a bar; nothing of what the shop gives without a threshold."""
    if bar is None or bar.threshold_id is None:
        return Thing()
    return Thing(shown_as(facts, planned.placement, THRESHOLD, bar.threshold_id, 1))


def _bars(facts: Facts) -> Bars:
    # The cards of a list share what is known of the basket.
    [known] = [one.pk for one in facts.listed] if len(facts.listed) == 1 else [None]
    return bars(facts.basket, facts.user, facts.request, product_id=known)


def _of_order(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    found = facts.once("rewards of the order", lambda: rewards(facts.order))
    if not found:
        return None
    title = planned.placement.title or gettext("What your order has earned")
    return {"title": title, "rewards": found, "waiting": False}


def _is_far(bar: Bar, show_from: int) -> bool:
    """Whether too little of the next tier is there for it to be spoken of."""
    aim = bar.next
    return aim is not None and FULL * bar.counted < show_from * aim.at
