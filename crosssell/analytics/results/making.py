"""Makes the result of a test from the sums of its variants."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.utils import timezone

from crosssell.analytics.results.figures import (
    CHECKOUT,
    CONVERSION,
    ITEMS,
    MARGIN,
    ORDER_VALUE,
    REVENUE,
    Figure,
    Result,
    VariantResult,
)
from crosssell.analytics.results.sums import Sums, others_of, sums_of
from crosssell.core.experiments import (
    ALARM,
    BUCKETS,
    Arm,
    Comparison,
    Ratio,
    Sample,
    compare,
    ratio_check,
    verdict,
)
from crosssell.models import Experiment, Variant

ALPHA = 0.05
UNPLANNED = 20_000
"""Visitors taken for planned where nothing was known when the test began."""


def computed(experiments: Sequence[Experiment], now: datetime | None = None) -> dict[int, Result]:
    """The results of tests that have begun, from what is measured; the same four queries for all.

    A test without two variants, or that never began, is missing.
    """
    now = now or timezone.now()
    begun = [one for one in experiments if one.started_at]
    prefetch_related_objects(begun, "variants")
    ids = [one.pk for one in begun]
    sums, others = sums_of(ids, now), others_of(ids, now)
    return {
        one.pk: _result(one, list(one.variants.all()), sums, others.get(one.pk, ()), now)
        for one in begun
        if len(one.variants.all()) > 1
    }


def base_of(variants: Collection[Variant]) -> Variant:
    """The variant that the others are compared with: the holdout, else the first."""
    return next((one for one in variants if one.holdout), next(iter(variants)))


def alpha_of(variants: Collection[Variant]) -> float:
    """How often one interval may be wrong, so that all of the test are in 95 % of all tests.

    Bonferroni's correction for several variants.
    """
    return ALPHA / max(len(variants) - 1, 1)


def planned_for(experiment: Experiment, one: Variant, base: Variant) -> int:
    """The visitors planned for these two variants together."""
    planned = experiment.planned or UNPLANNED
    return max(1, planned * (one.share + base.share) // BUCKETS)


def sample_of(metric: str, sums: Sums) -> Sample:
    """The arm of this metric, as the statistics take it."""
    n = sums.visitors
    if metric == REVENUE:
        return Arm(n, sums.payers, float(sums.value), sums.value_squared)
    if metric == MARGIN:
        return Arm(n, sums.earners, float(sums.margin), sums.margin_squared)
    if metric == CONVERSION:
        return Arm.yes_no(n, sums.buyers)
    if metric == CHECKOUT:
        begun, done = sums.begun, sums.completed
        return Ratio(n, begun, done, begun, done, begun, done)
    orders, squared = sums.orders, sums.orders_squared
    if metric == ITEMS:
        return Ratio(
            n, sums.buyers, sums.items, orders, sums.items_squared, squared, sums.items_orders
        )
    return Ratio(
        n, sums.buyers, float(sums.value), orders, sums.value_squared, squared, sums.value_orders
    )


def _result(
    experiment: Experiment,
    variants: list[Variant],
    sums: dict[int, Sums],
    others: tuple[tuple[str, int], ...],
    now: datetime,
) -> Result:
    until = min(experiment.ended_at or now, now)
    began = experiment.started_at or until
    lasted = max(until - began, timedelta(0))
    of = {one.pk: sums.get(one.pk, Sums()) for one in variants}
    base = base_of(variants)
    p = ratio_check([of[one.pk].visitors for one in variants], [one.share for one in variants])
    a_day = sum(one.visitors for one in of.values()) / max(lasted / timedelta(days=1), 1 / 24)
    margin_known = not any(one.unknown for one in of.values()) and any(
        one.margin for one in of.values()
    )
    found = Result(
        experiment=experiment.pk,
        until=until,
        days=lasted.days,
        currency=experiment.currency or settings.OSCAR_DEFAULT_CURRENCY,
        sample=experiment.sample,
        planned=experiment.planned,
        smallest_lift=Decimal(experiment.smallest_lift),
        base=base.pk,
        alpha=alpha_of(variants),
        ratio_p=p,
        sound=p >= ALARM,
        margin_known=margin_known,
        visitors_a_day=a_day,
        variants=tuple(_counted(one, of[one.pk]) for one in variants),
        other_currencies=others,
    )
    metrics = [REVENUE, CONVERSION, ORDER_VALUE, ITEMS, MARGIN, CHECKOUT]
    if not margin_known:
        metrics.remove(MARGIN)
    plans = {one.pk: planned_for(experiment, one, base) for one in variants}
    return replace(
        found,
        variants=tuple(
            replace(one, figures=_alone(metrics, of[one.id]))
            if one.id == base.pk
            else _compared(found, one, metrics, of[one.id], of[base.pk], plans[one.id])
            for one in found.variants
        ),
    )


def _counted(variant: Variant, sums: Sums) -> VariantResult:
    return VariantResult(
        variant.pk, variant.name, variant.holdout, variant.share, sums.visitors, sums.buyers,
        sums.orders, sums.value, sums.begun, sums.completed,
    )  # fmt: skip


def _alone(metrics: list[str], sums: Sums) -> tuple[Figure, ...]:
    return tuple(Figure(metric, sample_of(metric, sums).mean) for metric in metrics)


def _compared(
    result: Result, one: VariantResult, metrics: list[str], own: Sums, base: Sums, planned: int
) -> VariantResult:
    by_metric = {
        metric: compare(sample_of(metric, own), sample_of(metric, base), planned, result.alpha)
        for metric in metrics
    }
    revenue = by_metric[REVENUE]
    share = revenue.visitors / result.visitors if result.visitors else 0
    said = verdict(
        revenue, float(result.smallest_lift) / 100, result.visitors_a_day * share, result.ratio_p
    )
    figures = tuple(_figure(metric, found) for metric, found in by_metric.items())
    return replace(one, figures=figures, code=said.code, days=said.days, reason=said.reason)


def _figure(metric: str, found: Comparison) -> Figure:
    return Figure(
        metric, found.shown.mean, found.holdout.mean, found.difference, found.lift, found.low,
        found.high, found.lift_low, found.lift_high, found.reason,
    )  # fmt: skip
