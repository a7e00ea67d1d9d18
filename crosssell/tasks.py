"""Celery's names for functions that live elsewhere; each is a management command too."""

import logging

from celery import shared_task
from django.utils import timezone

from crosssell import backtest as replaying
from crosssell import earned, giving_back, tier_holds
from crosssell import refresh as learning
from crosssell.analytics import conversions, rollup

log = logging.getLogger(__name__)


@shared_task(acks_late=True, ignore_result=True)
def refresh(source: str = "schedule") -> None:
    """Learn from all orders and put the result live, unless another refresh is at work.

    How often what is recommended is taken is learned with it.
    """
    try:
        learning.refresh(source)
    except learning.RefreshRunning as error:
        log.info("%s", error)
    conversions.learn()


@shared_task(acks_late=True, ignore_result=True)
def roll_up() -> None:
    """Count what pages have noted since the last time; what cannot be read now is read later."""
    rollup.roll_up(timezone.now())


@shared_task(acks_late=True, ignore_result=True)
def sweep() -> None:
    """Give back what bundles' holds and cancelled orders still take of a limit.

    Vouchers that orders have earned are made or ended where that has failed. Results of tests
    that have ended are kept.
    """
    # Loaded with the first start: results of tests bring statistics along.
    from crosssell.analytics import results

    giving_back.sweep()
    earned.sweep()
    tier_holds.sweep()
    results.keep_ended()


@shared_task(acks_late=True, ignore_result=True)
def prune() -> None:
    """Remove what has been kept for long enough; results of tests are kept before that."""
    # Loaded with the first start: results of tests bring statistics along.
    from crosssell.analytics import retention

    retention.prune(timezone.now())


@shared_task(acks_late=True, ignore_result=True)
def weekly_mail() -> None:
    """Send the summary of the last full week, once to each merchant who asked for it."""
    # Loaded with the first start: results of tests bring statistics along.
    from crosssell.analytics import weekly

    for one in weekly.send():
        log.info("Weekly summary: %s", one.state)


@shared_task(acks_late=True, ignore_result=True)
def backtest(backtest_id: int) -> None:
    """Do the back-test of that row, which tells its progress and its result."""
    replaying.work(backtest_id)
