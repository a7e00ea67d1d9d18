"""What pages note, as tests say it: things that were shown, roll-ups, and what they counted."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from crosssell import buffer
from crosssell.analytics.rollup import roll_up
from crosssell.analytics.rollup.counting import Counts
from crosssell.core.shown import PRODUCT, WIDGET, Shown
from crosssell.models import BufferedEvent, DailyCount, Placement, Rule
from crosssell.tokens import minute

COLUMNS = ("impressions", "viewable", "clicks", "touches", "empty")


def make_placed(slot: str = "product.below_description", strategy: str = "bought_together") -> Any:
    """A placement of products with one rule, and that rule."""
    rule = Rule.objects.create(name=f"By {strategy} in {slot}", strategy=strategy)
    placement = Placement.objects.create(slot=slot)
    placement.rules.add(rule)
    return placement, rule


def thing(placement: int, subject_id: int = 7, **more: Any) -> Shown:
    """A product at the first place of a page of this minute; ``more`` says what is otherwise."""
    values: dict[str, Any] = {
        "rendering": 1,
        "minute": minute(),
        "subject": PRODUCT,
        "position": 1,
    }
    return Shown(**{**values, **more, "placement": placement, "subject_id": subject_id})


def rolled(now: datetime | None = None) -> Counts:
    """What is counted of all that was noted."""
    buffer.flush()
    return roll_up(now or timezone.now())


def rows(*columns: str) -> list[tuple[Any, ...]]:
    """These columns of the daily counts of things, then all that was counted of each."""
    found = DailyCount.objects.exclude(subject=WIDGET).filter(sample=False)
    return sorted(found.values_list(*columns, *COLUMNS))


def widgets(*columns: str) -> list[tuple[Any, ...]]:
    """These columns of the daily counts of whole widgets, then how often shown and empty."""
    found = DailyCount.objects.filter(subject=WIDGET, sample=False)
    return sorted(found.values_list(*columns, "impressions", "empty"))


def put_in_table(kind: str, entries: Iterable[Any], at: float | None = None) -> None:
    """Entries as somebody else may write them."""

    when = timezone.now().timestamp() if at is None else at
    BufferedEvent.objects.bulk_create(
        [BufferedEvent(kind=kind, text=json.dumps([when, entry])) for entry in entries]
    )
