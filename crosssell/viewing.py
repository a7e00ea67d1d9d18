"""Views and orders of a visit: noted at Oscar's signals, rolled up by day, ranked by a refresh.

What was viewed before comes from Oscar's own history cookie, so a visit is as long as that cookie
lives and holds as many products as it does. Nobody is recognised, and nothing of the visitor is
kept: an event holds product ids, a row the number of visits of a day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from crosssell import buffer
from crosssell.conf import settings
from crosssell.models import ViewPair
from crosssell.models.viewing import add_visits, decayed_visits
from crosssell.oscar.families import families_of
from crosssell.oscar.snapshot import viewed_in

VIEWED, AFTER = KINDS = ViewPair.Kind.values
MOST_VIEWED = 20
MOST_BOUGHT = 50
LEAST_VISITS = 2
MOST_ID = 2**63


def note_view(request: Any, product: Any) -> None:
    """Notes what a product's page adds to the visit: nothing for a reload, or alone. No query."""
    before = viewed_in(request)[:MOST_VIEWED]
    if before and product.pk not in before and product.parent_id not in before:
        buffer.append(VIEWED, {"product": product.pk, "before": before})


def note_order(request: Any, order: Any) -> None:
    """Notes what was viewed before an order; what was bought is read after the response."""
    before = viewed_in(request)[:MOST_VIEWED]
    if before:
        buffer.append(AFTER, partial(_with_bought, before, order))


def _with_bought(before: Sequence[int], order: Any) -> dict[str, Any]:
    lines = order.lines.filter(product__isnull=False).order_by("pk")
    bought = lines.values_list("product_id", flat=True)[:MOST_BOUGHT]
    return {"before": before, "bought": list(bought)}


def roll_up() -> int:
    """Counts what was noted since the last time and prunes old days; returns how many events.

    Raises buffer.StreamAway where Redis does not answer; then nothing is lost and the next call
    goes on.
    """
    found = sum(buffer.drain(kind, partial(_count, kind)) for kind in KINDS)
    oldest = timezone.localdate() - timedelta(days=settings().keep_view_days)
    ViewPair.objects.filter(kind__in=KINDS, day__lt=oldest).delete()
    return found


def _count(kind: str, events: Sequence[buffer.Event]) -> None:
    from crosssell.core import viewed_pairs

    mentioned = {pk for event in events for value in event.fields.values() for pk in _ids(value)}
    families = families_of(mentioned)
    visits: Counter[tuple[date, int, int]] = Counter()
    for event in events:
        products, before, bought = (
            dict.fromkeys(families[pk] for pk in _ids(event.fields.get(name)) if pk in families)
            for name in ("product", "before", "bought")
        )
        if kind == AFTER:
            pairs = list(viewed_pairs.of_order(before, bought))
        else:
            pairs = [pair for one in products for pair in viewed_pairs.of_view(one, before)]
        day = timezone.localdate(event.at)
        visits.update((day, *pair) for pair in pairs)
    add_visits(kind, visits)


def _ids(value: object) -> list[int]:
    """Product ids of a field; whatever else may stand there is left out."""
    found = value if isinstance(value, list) else [value]
    return [pk for pk in found[:MOST_BOUGHT] if type(pk) is int and 0 < pk < MOST_ID]


def pairs(until: datetime | None = None) -> list[dict[str, Any]]:
    """The best partners for the places "viewed" and "after", from all days that were counted.

    With ``until`` (aware) only from the days, of the shop's time zone, that were over by then. Each
    entry holds the columns of models.writing.PAIR_COLUMNS but the run's id: numpy arrays of one
    length, and the place once.
    """
    from crosssell.core import viewed_pairs

    last = timezone.localdate() if until is None else timezone.localdate(until) - timedelta(days=1)
    chosen, found = settings(), []
    for kind in KINDS:
        rows = decayed_visits(kind, last, chosen.half_life_days, LEAST_VISITS)
        best = viewed_pairs.ranked(rows, kind == VIEWED, LEAST_VISITS, chosen.top_n)
        found.append(
            {
                "place": kind,
                "product_id": best.product,
                "rank": best.rank,
                "partner_id": best.partner,
                "score": best.score,
                "orders_together": best.together,
                "product_orders": best.product_visits,
                "partner_orders": best.partner_visits,
            }
        )
    return found
