"""Learn: lock, read the shop's orders, count, write a new run, put it live, prune old ones.

Killed anywhere, the old run stays live; the next refresh marks the dead run failed and completes.
numpy and Numba are loaded when a refresh begins, so that web workers stay small.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import Error, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from crosssell import viewing
from crosssell.buffer import StreamAway
from crosssell.conf import settings
from crosssell.models import Bestseller, Run
from crosssell.models.lock import RefreshRunning, refresh_lock
from crosssell.models.writing import (
    delete_runs_rows,
    tell_planner,
    write_bestsellers,
    write_columns,
    write_pairs,
)
from crosssell.oscar.orders import ShopOrders, read_orders

__all__ = ["RefreshRunning", "forget", "learn_until", "learning_options", "refresh"]

log = logging.getLogger(__name__)

MOST_BESTSELLERS = 1_000
SECONDS_BETWEEN_NOTES = 0.5
# No back-test takes longer: what it learned, and did not forget itself, may go.
TRIAL_LASTS = timedelta(days=1)
READING, COUNTING, WRITING = _("Reading orders"), _("Counting pairs"), _("Writing pairs")
PRUNING, DONE = _("Removing old runs"), _("Done")
# What share of the whole each stage takes, in percent of the progress bar.
SPANS = {READING: (0, 50), COUNTING: (50, 65), WRITING: (65, 99)}

Progress = Callable[[int, str], None]


def refresh(
    source: str = "command",
    progress: Progress | None = None,
    max_order_lines: int | None = None,
) -> Run:
    """Learns from all orders and puts the result live; returns the run.

    ``source`` says who asked (a command, the schedule, a person). ``progress`` is told percent and
    stage, which the run's row notes too. Raises RefreshRunning where another refresh is at work.
    """
    with refresh_lock():
        _bury_the_dead()
        run = Run.objects.create(started_at=timezone.now(), source=source[:40], stage=READING)
        note = _Notes(run, progress)
        try:
            _count_views()
            _learn(run, note, max_order_lines)
            _put_live(run)
        except BaseException as error:
            # Where the database itself is gone, the next refresh will note the failure.
            with suppress(Error):
                Run.objects.filter(pk=run.pk).update(
                    state=Run.State.FAILED,
                    finished_at=timezone.now(),
                    error=f"{type(error).__name__}: {error}",
                )
            raise
        note.stage(PRUNING, 99)
        _prune()
        note.stage(DONE, 100)
    return run


def learn_until(until: datetime, progress: Progress | None = None) -> Run:
    """Learns from what came before ``until`` (aware) alone, into a run that is never served.

    For a back-test, which deletes it with ``forget``; one that was left behind is pruned after a
    day.
    """
    run = Run.objects.create(started_at=timezone.now(), state=Run.State.TRIAL, stage=READING)
    try:
        _learn(run, _Notes(run, progress), None, until)
    except BaseException:
        with suppress(Error):
            forget(run)
        raise
    run.finished_at = timezone.now()
    run.save()
    return run


def forget(run: Run) -> None:
    """Deletes a run with all that it learned."""
    delete_runs_rows([run.pk])
    run.delete()


def learning_options(max_order_lines: int | None = None) -> Any:
    """The core.copurchase.Options of this shop's settings; ``max_order_lines`` overrides one."""
    from crosssell.core.copurchase import Options

    chosen = settings()
    return Options(
        half_life_days=chosen.half_life_days,
        min_common_orders=chosen.min_common_orders,
        min_buyers=chosen.min_buyers,
        min_buyers_from_orders=chosen.min_buyers_from_orders,
        max_order_lines=chosen.max_order_lines if max_order_lines is None else max_order_lines,
        top_n=chosen.top_n,
    )


class _Notes:
    """Keeps the run's row up to date, some times a second at most."""

    def __init__(self, run: Run, progress: Progress | None) -> None:
        self.run, self.progress = run, progress
        self.noted_at = time.monotonic()

    def stage(self, stage: str, percent: int) -> None:
        """Notes a new stage at once."""
        self.run.stage, self.run.progress = stage, percent
        self.run.save(update_fields=["stage", "progress"])
        self.noted_at = time.monotonic()
        if self.progress:
            self.progress(percent, stage)

    def within(self, stage: str) -> Callable[[float], None]:
        """Begins a stage; the function returned is told the share of it that is done."""
        begin, end = SPANS[stage]
        self.stage(stage, begin)

        def done(share: float) -> None:
            if time.monotonic() - self.noted_at >= SECONDS_BETWEEN_NOTES:
                # SQLite refuses at once to write for who still reads what others have changed
                # since ("database is locked"). A note of progress can do without.
                with suppress(OperationalError):
                    self.stage(stage, begin + int((end - begin) * min(max(share, 0.0), 1.0)))

        return done


def _count_views() -> None:
    """Counts the latest views first; without a buffer that answers, those counted before do."""
    try:
        viewing.roll_up()
    except StreamAway as error:
        log.warning("%s", error)


def _learn(
    run: Run, note: _Notes, max_order_lines: int | None, until: datetime | None = None
) -> None:
    from crosssell.core.copurchase import learn
    from crosssell.core.customers import learn_by_customer

    found = read_orders(Bestseller.WINDOWS, note.within(READING), until)
    options = learning_options(max_order_lines)
    learned = learn(found.log, options, progress=note.within(COUNTING))
    done = note.within(WRITING)
    # The database takes its time over the first pairs; meanwhile the next ones are counted.
    with ThreadPoolExecutor(1) as pool:
        by_customer = pool.submit(learn_by_customer, found.log, options)
        rows = write_pairs(run.pk, learned, found.product_ids, lambda share: done(share * 2 / 3))
        rows += write_pairs(
            run.pk, by_customer.result(), found.product_ids, lambda share: done((2 + share) / 3)
        )
    for viewed in viewing.pairs(until):
        rows += write_columns(run.pk, viewed)
    _write_bestsellers(run, found)
    tell_planner()
    run.orders, run.lines = len(found.log), found.lines
    run.products, run.pairs = len(found.product_ids), rows
    run.newest_order_at = _moment(found.log.ordered_at)


def _write_bestsellers(run: Run, found: ShopOrders) -> None:
    from crosssell.core.bestsellers import ranking

    windows = (*Bestseller.WINDOWS, Bestseller.SEASON)
    orders_of = (*found.orders, found.season_orders)
    units_of = (*found.units, found.season_units)
    for window, orders, units in zip(windows, orders_of, units_of, strict=True):
        best = ranking(orders, units, MOST_BESTSELLERS)
        write_bestsellers(run.pk, window, found.product_ids[best], orders[best], units[best])


def _moment(ordered_at: Any) -> datetime | None:
    if not len(ordered_at):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(ordered_at.max()))


def _put_live(run: Run) -> None:
    """The flip: readers see the old run before it and the new run after it, never neither."""
    with transaction.atomic():
        Run.objects.filter(state=Run.State.LIVE).update(state=Run.State.OLD)
        run.state, run.finished_at = Run.State.LIVE, timezone.now()
        run.save()


def _bury_the_dead() -> None:
    """Marks the runs failed whose process died, and removes the rows of all failed runs.

    Called with the lock held, so a run still marked as running has nobody who runs it.
    """
    Run.objects.filter(state=Run.State.RUNNING).update(
        state=Run.State.FAILED, finished_at=timezone.now(), error=_("Ended before it was done.")
    )
    delete_runs_rows(Run.objects.filter(state=Run.State.FAILED).values_list("pk", flat=True))


def _prune() -> None:
    """Removes all old runs but the last few, and the rows of all but the live and kept ones."""
    left = Run.objects.filter(state=Run.State.TRIAL, started_at__lt=timezone.now() - TRIAL_LASTS)
    for run in left:
        forget(run)
    old = Run.objects.filter(state=Run.State.OLD).order_by("-pk").values_list("pk", flat=True)
    gone = list(old[settings().keep_runs :])
    delete_runs_rows(gone)
    Run.objects.filter(pk__in=gone).delete()
