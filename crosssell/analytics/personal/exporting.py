"""Writes down what is kept of a person, in words that he can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from crosssell.analytics.personal import orders
from crosssell.analytics.personal.shown import Words
from crosssell.analytics.personal.traces import Traces, of_guest, of_user, parts
from crosssell.models import (
    BackTest,
    BundleCustomer,
    BundleUse,
    Exposure,
    TierHold,
    Touch,
    WeeklyMail,
)
from crosssell.oscar import whose


def export(user: Any) -> dict[str, Any]:
    """What of ours can be traced to the account, in values that JSON knows.

    Times are ISO texts in the shop's time zone, amounts texts, without tax where they are said
    to be what an order brought. Orders themselves are Oscar's; here is what is kept beside them.
    """
    about = {"account": user.pk, "name": user.get_username()}
    return _export(about, of_user(user))


def export_guest(email: str) -> dict[str, Any]:
    """The same for orders that were placed without an account under this address."""
    return _export({"address": email.strip()}, of_guest(email))


def _export(about: dict[str, Any], traces: Traces) -> dict[str, Any]:
    mine = traces.user_id
    return {
        "of": about,
        "written_at": when(timezone.now()),
        "put_in_the_basket": list(_touches(traces)),
        "not_counted_yet": [
            {"at": when(datetime.fromtimestamp(at, UTC)), "noted": fields}
            for _pk, at, fields in traces.waiting()
        ],
        "orders": [orders.told(pk, number, when) for pk, number in _numbers(traces)],
        "tests": list(_tests(traces)),
        "limits_of_bundles": list(_limits(traces)),
        "baskets_with_bundles": list(_held(traces)),
        "baskets_with_tiers": list(_tiers(traces)),
        "weekly_summary": mine is not None and WeeklyMail.objects.filter(user_id=mine).exists(),
        "back_tests": list(_back_tests(mine)),
    }


def when(at: datetime | None) -> str | None:
    """A moment (aware) with its zone, as the shop's clocks say it."""
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat()


def _touches(traces: Traces) -> Iterator[dict[str, Any]]:
    rows = [row for one in traces.touches() for row in Touch.objects.filter(one)]
    words = Words(rows)
    for row in sorted(rows, key=lambda row: (row.at, row.pk)):
        yield {
            "at": when(row.at),
            "product": words.product(row.product_id),
            "pieces": row.quantity,
            "basket": row.basket_id,
            "shown": words.shown(row),
        }


def _numbers(traces: Traces) -> Iterator[tuple[int, str]]:
    for some in parts(traces.orders):
        yield from whose.numbers_of(some)


def _tests(traces: Traces) -> Iterator[dict[str, Any]]:
    for some in parts(traces.units):
        rows = Exposure.objects.filter(unit__in=some).select_related("experiment", "variant")
        for row in rows.order_by("first_at", "pk"):
            yield {
                "test": row.experiment.name,
                "part": row.variant.name,
                "visitor": row.unit,
                "first_met_at": when(row.first_at),
                "began_to_order_at": when(row.checkout_at),
            }


def _limits(traces: Traces) -> Iterator[dict[str, Any]]:
    rows = BundleCustomer.objects.filter(customer__in=traces.customers).select_related("bundle")
    for row in rows.order_by("bundle__name"):
        yield {"bundle": row.bundle.name, "times": row.uses}


def _held(traces: Traces) -> Iterator[dict[str, Any]]:
    for some in parts(traces.baskets):
        rows = BundleUse.objects.filter(basket_id__in=some, order=None, uses__gt=0)
        for row in rows.order_by("pk"):
            yield {"basket": row.basket_id, **orders.use_of(row, when)}


def _tiers(traces: Traces) -> Iterator[dict[str, Any]]:
    for some in parts(traces.baskets):
        for row in TierHold.objects.filter(basket_id__in=some).order_by("pk"):
            yield {
                "basket": row.basket_id,
                "at": when(row.created_at),
                "given": [
                    {name: one.get(name) for name in ("name", "amounts", "currency")}
                    for one in row.given
                ],
            }


def _back_tests(user_id: Any) -> Iterator[dict[str, Any]]:
    rows = BackTest.objects.filter(user_id=user_id) if user_id is not None else ()
    for row in rows:
        yield {"number": row.pk, "started_at": when(row.created_at)}
