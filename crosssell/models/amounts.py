"""How much there is of what strategies read: bounded counts, in words for merchants."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext

from crosssell.core.data import Readiness
from crosssell.models.copurchase import Bestseller, Pair, Run
from crosssell.models.matrix import MatrixEntry

MOST = 1_000


def readiness(count: int, enough: int, have: str, missing: str) -> Readiness:
    """Ready from ``enough`` on, thin below, empty without any; ``missing`` unless it is ready."""
    if count >= enough:
        return Readiness("ready", have)
    return Readiness("thin" if count else "empty", have, missing)


def words(count: int) -> str:
    """The count in words: "12", or "more than 1,000" where counting ended."""
    if count > MOST:
        return gettext("more than %(count)s") % {"count": number_format(MOST, force_grouping=True)}
    return number_format(count, force_grouping=True)


def bounded(rows: QuerySet[Any]) -> int:
    """The number of rows; ``MOST`` + 1 stands for all above ``MOST``."""
    return rows.order_by()[: MOST + 1].count()


def with_partners(run_id: int | None, place: str) -> int:
    """Products that have a partner for this place."""
    return bounded(Pair.objects.filter(run_id=run_id, place=place, rank=1))


def sold(run_id: int | None, window: int) -> int:
    """Products among the bestsellers of the window."""
    return bounded(Bestseller.objects.filter(run_id=run_id, window=window))


def orders_read(run_id: int | None) -> int:
    """Orders that the run learned from."""
    found = Run.objects.filter(pk=run_id).values_list("orders", flat=True).first()
    return found or 0


def matrix_rows() -> int:
    """Rows of the matrix that are on."""
    return bounded(MatrixEntry.objects.filter(active=True))


def newest_order(run_id: int | None) -> datetime | None:
    """When the newest order that the run has read was placed."""
    return Run.objects.filter(pk=run_id).values_list("newest_order_at", flat=True).first()
