"""Sample figures of the demo, marked as such, so that every report has something to show."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from crosssell.analytics import results
from crosssell.models import (
    Attribution,
    DailyCount,
    Experiment,
    Exposure,
    MeasuredOrder,
    RewardUse,
)
from shop.demo import sample_counts, sample_tests
from shop.demo.sample_orders import Orders

BATCH = 2_000
HOW_TO_REMOVE = "manage.py sample_figures --remove"
MARKED = (Attribution, RewardUse, MeasuredOrder, DailyCount, Experiment)


def is_new() -> bool:
    """Whether nothing was counted, measured or tested in this shop yet."""
    return not any(model.objects.exists() for model in (DailyCount, MeasuredOrder, Experiment))


def are_there() -> bool:
    """Whether any sample figures are in the shop."""
    return any(model.objects.filter(sample=True).exists() for model in MARKED)


@transaction.atomic
def create() -> int:
    """Add eight weeks of sample figures up to yesterday; return how many rows.

    The same shop gets the same figures. Call it where there are none: ``is_new``, or after
    ``remove``.
    """
    now = timezone.now()
    last = timezone.localdate(now, timezone.get_default_timezone()) - timedelta(days=1)
    counts, sold = sample_counts.make(last)
    tests = sample_tests.make(last)
    orders = Orders(last)
    orders.of_tests(tests.orders)
    orders.of_days(sold)
    orders.given_by_threshold()
    made = 0
    for model, rows in (
        (DailyCount, counts),
        (Exposure, tests.exposures),
        (MeasuredOrder, orders.rows),
        (Attribution, orders.attributions),
        (RewardUse, orders.rewards),
    ):
        made += len(model.objects.bulk_create(rows, batch_size=BATCH))
    results.keep_ended(now)
    return made


@transaction.atomic
def remove() -> int:
    """Take all sample figures out, and nothing else; return how many rows."""
    gone, _by_table = Exposure.objects.filter(experiment__sample=True).delete()
    return gone + sum(model.objects.filter(sample=True).delete()[0] for model in MARKED)
