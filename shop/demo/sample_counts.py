"""Made-up daily counts of the demo's own placements, rules, bundles and threshold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from django.db.models import Count
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from crosssell import registry, slots
from crosssell.core.shown import BUNDLE, PRODUCT, THRESHOLD, WIDGET, bucket_of
from crosssell.models import Bundle, DailyCount, Placement, Threshold
from shop.demo.sample_shape import (
    FEWEST_VISITS,
    HABITS,
    KEEN,
    ORDERED,
    VISITS,
    Habits,
    chance,
    days,
    decay,
    whole,
)

Line = get_model("order", "Line")
# Mail is not counted: nobody can say who has read it.
UNCOUNTED = ("mail",)
PRODUCTS, PLACES, IN_TURN = 80, 4, 2


@dataclass(frozen=True)
class Thing:
    """Something that a placement shows, and how often of all times the widget is shown."""

    subject: str
    subject_id: int
    position: int
    rule: int
    strategy: str
    share: float


@dataclass(frozen=True)
class Sold:
    """Something recommended that somebody put in a basket and ordered on that day."""

    day: date
    placement: Placement
    thing: Thing


def make(last: date) -> tuple[list[DailyCount], list[Sold]]:
    """The counts of the days up to the last one, and what was ordered of what was shown."""
    counts: list[DailyCount] = []
    sold: list[Sold] = []
    pools = _pools()
    for placement in Placement.objects.filter(active=True).order_by("pk").prefetch_related("rules"):
        place = slots.find(placement.slot)
        if place is None or place.page in UNCOUNTED:
            continue
        luck = chance("placement", placement.pk)
        things = list(_things(placement, pools, luck))
        visits = VISITS.get(place.page, FEWEST_VISITS) * luck.uniform(0.8, 1.2)
        habits = HABITS[things[0].subject if things else PRODUCT]
        for day, share in days(last):
            seen = whole(luck, visits * share)
            empty = whole(luck, seen * habits.empty) if things else seen
            counts.append(_widget(day, placement, max(0, seen - empty), empty))
            for thing in things:
                row = _count(luck, day, placement, thing, seen - empty, habits, place.page)
                counts.append(row)
                bought = whole(luck, row.touches * ORDERED) if row.touches else 0
                sold += [Sold(day, placement, thing)] * min(bought, row.touches)
    return counts, sold


def _pools() -> dict[str, list[int]]:
    """What can be shown of each kind, the most bought products first."""
    sold = Line.objects.filter(product__isnull=False).values(
        family=Coalesce("product__parent_id", "product_id")
    )
    best = sold.annotate(lines=Count("pk")).order_by("-lines", "family")[:PRODUCTS]
    return {
        PRODUCT: [row["family"] for row in best],
        BUNDLE: list(
            Bundle.objects.filter(active=True).order_by("pk").values_list("pk", flat=True)
        ),
        THRESHOLD: list(
            Threshold.objects.filter(active=True).order_by("pk").values_list("pk", flat=True)[:1]
        ),
    }


def _things(placement: Placement, pools: dict[str, list[int]], luck: Random) -> Iterator[Thing]:
    if placement.widget in (BUNDLE, THRESHOLD):
        for place, pk in enumerate(pools[placement.widget][: placement.max_items], start=1):
            yield Thing(placement.widget, pk, place, 0, "", 0.9**place)
        return
    pool = pools[PRODUCT]
    places = min(placement.max_items, PLACES, len(pool))
    chosen = luck.sample(pool, min(len(pool), places * IN_TURN))
    rules = sorted(placement.rules.all(), key=lambda rule: (rule.priority, rule.pk))
    rule = next((one for one in rules if one.active), None)
    brings = registry.get("widgets", placement.widget).brings
    for number, pk in enumerate(chosen):
        place = number % places + 1
        # What fills up at the end is the rule's first fallback.
        last = rule.fallbacks.first() if rule and place == places > 1 else None
        strategy = last.code if last else rule.strategy if rule else brings
        share = (0.6 if number < places else 0.4) * (1 - 0.04 * place)
        yield Thing(PRODUCT, pk, place, rule.pk if rule else 0, strategy, share)


def _widget(day: date, placement: Placement, shown: int, empty: int) -> DailyCount:
    return DailyCount(
        day=day,
        slot=placement.slot,
        placement_id=placement.pk,
        subject=WIDGET,
        subject_id=placement.pk,
        impressions=shown,
        empty=empty,
        sample=True,
    )


def _count(
    luck: Random,
    day: date,
    placement: Placement,
    thing: Thing,
    shown: int,
    habits: Habits,
    page: str,
) -> DailyCount:
    impressions = min(whole(luck, shown * thing.share), max(0, shown))
    keen = KEEN.get(page, 1.0) * decay(thing.position)
    viewable = min(whole(luck, impressions * habits.viewable * (0.8 + 0.2 * keen)), impressions)
    clicks = min(whole(luck, impressions * habits.clicks * keen), viewable) if habits.clicks else 0
    wanted = whole(luck, impressions * habits.touches * keen) if habits.touches else 0
    return DailyCount(
        day=day,
        slot=placement.slot,
        placement_id=placement.pk,
        rule_id=thing.rule,
        strategy=thing.strategy,
        subject=thing.subject,
        subject_id=thing.subject_id,
        position=bucket_of(thing.position),
        sample=True,
        impressions=impressions,
        viewable=viewable,
        clicks=clicks,
        touches=min(wanted, viewable),
    )
