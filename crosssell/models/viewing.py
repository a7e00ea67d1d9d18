"""What visitors looked at, counted by day: nothing of the visitor is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

ROWS_A_STATEMENT = 1_000
_ADD = """
INSERT INTO crosssell_viewpair (kind, day, product_id, partner_id, visits) VALUES rows
ON CONFLICT (kind, day, product_id, partner_id)
DO UPDATE SET visits = crosssell_viewpair.visits + excluded.visits
"""
_DECAYED = """
WITH ages (day, weight) AS (VALUES rows)
SELECT product_id, partner_id, CAST(SUM(visits * weight) AS DOUBLE PRECISION), SUM(visits)
FROM ages JOIN crosssell_viewpair pair ON pair.day = ages.day
WHERE kind = %s GROUP BY product_id, partner_id
HAVING SUM(visits) >= %s
"""


class ViewPair(models.Model):
    """How many visits of a day had both products.

    ``kind`` "viewed": both were viewed, the lower id first. "after": ``product_id`` was viewed
    and ``partner_id`` bought in the same visit. Products are parents or standalone. An id of 0
    stands for any product: such a row counts the visits of the other one.
    """

    class Kind(models.TextChoices):
        VIEWED = "viewed", _("Viewed together")
        AFTER = "after", _("Viewed, then bought")

    kind = models.CharField(max_length=6, choices=Kind)
    day = models.DateField()
    product_id = models.BigIntegerField()
    partner_id = models.BigIntegerField()
    visits = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Viewed pair")
        verbose_name_plural = _("Viewed pairs")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "day", "product_id", "partner_id"), name="crosssell_viewpair_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day}: {self.product_id} + {self.partner_id}"


def add_visits(kind: str, visits: Mapping[tuple[date, int, int], int]) -> None:
    """Adds to the counts of (day, product, partner), a thousand of them in one statement."""
    # Always in the same order, so that two writers wait for each other and never in a circle.
    rows = sorted(visits.items())
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        part = rows[first : first + ROWS_A_STATEMENT]
        marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(part))
        values = [
            value
            for (day, product, partner), count in part
            for value in (kind, _adapted(day), product, partner, count)
        ]
        with connection.cursor() as cursor:
            cursor.execute(_ADD.replace("rows", marks), values)


def decayed_visits(
    kind: str, last: date, half_life_days: float, floor: int
) -> Iterator[tuple[int, int, float, int]]:
    """Yields (product, partner, visits decayed by age, visits) of the days to ``last``.

    Rows of fewer than ``floor`` visits are left out; a product has at least those of its pairs.
    """
    days = ViewPair.objects.filter(kind=kind, day__lte=last).order_by()
    ages = [
        (_adapted(day), 2 ** (-(last - day).days / half_life_days))
        for day in days.values_list("day", flat=True).distinct()
    ]
    if not ages:
        return
    sql = _DECAYED.replace("rows", ", ".join(["(%s, %s)"] * len(ages)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for age in ages for value in age] + [kind, floor])
        yield from cursor


def _adapted(day: date) -> object:
    return connection.ops.adapt_datefield_value(day)
