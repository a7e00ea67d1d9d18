"""The map is held while nothing changed, and loaded again as soon as something did."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crosssell import experiments, kept, placements, quick_cache, threshold_rows
from crosssell.models import MapVersion, MatrixEntry, Placement, Rule, RuleCondition, Run
from tests import shopdata
from tests.learned import SLOT, learn, place, rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of one cell that stands still."""
    cell = [1000.0]
    monkeypatch.setattr(kept, "monotonic", lambda: cell[0])
    return cell


def loads(action: Callable[[], Any]) -> int:
    """How many queries the next look at the map costs after the action."""
    placements.current()
    action()
    with CaptureQueriesContext(connection) as captured:
        placements.current()
    return len(captured)


def test_a_warm_map_costs_nothing() -> None:
    place(rule("bestsellers"))
    assert loads(lambda: None) == 0


def test_every_change_of_a_row_is_seen_at_once() -> None:
    one, other = rule("bestsellers"), rule("bestsellers")
    made = place(one)
    condition = RuleCondition.objects.create(rule=one, code="schedule")
    tea = shopdata.make_product("Tea")
    entry = MatrixEntry(main_product=tea, companion_product=shopdata.make_product("Cup"))
    changes: list[Callable[[], Any]] = [
        lambda: Placement.objects.get(pk=made.pk).save(),
        lambda: made.rules.add(other),
        lambda: made.rules.remove(other),
        lambda: made.rules.set([one, other]),
        lambda: Rule.objects.get(pk=one.pk).save(),
        lambda: condition.delete(),
        lambda: entry.save(),
        lambda: entry.delete(),
        lambda: Run.objects.create(state="live", started_at="2026-01-01T00:00Z"),
        lambda: made.delete(),
    ]
    for number, change in enumerate(changes):
        assert loads(change) > 0, number


def test_the_version_changes_again_when_the_transaction_commits(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        placements.changed()
    before = cache.get(kept.VERSION_KEY)
    assert before
    [again] = callbacks
    again()
    assert cache.get(kept.VERSION_KEY) not in (None, before)


def test_a_change_by_another_process_is_seen_by_its_version(clock: list[float]) -> None:
    def elsewhere() -> None:
        cache.set(kept.VERSION_KEY, "theirs", None)
        clock[0] += kept.CHECK_SECONDS

    place(rule("bestsellers"))
    assert loads(elsewhere) == 11
    assert loads(lambda: None) == 0


def test_without_a_shared_cache_the_map_is_never_older_than_the_setting(
    clock: list[float], settings: Any
) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 2}
    place(rule("bestsellers"))

    def wait(seconds: float) -> Callable[[], None]:
        def pass_time() -> None:
            clock[0] += seconds

        return pass_time

    assert not quick_cache.is_shared()
    assert loads(wait(1.9)) == 0
    assert loads(wait(0.2)) == 1


def test_with_a_shared_cache_it_may_be_older(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quick_cache, "is_shared", lambda: True)
    place(rule("bestsellers"))

    def wait(seconds: float) -> Callable[[], None]:
        def pass_time() -> None:
            clock[0] += seconds

        return pass_time

    assert loads(wait(59)) == 0
    assert loads(wait(2)) == 1


def test_idle_rows_are_loaded_only_for_an_explanation() -> None:
    place(rule("bestsellers"), position=1)
    place(rule("bestsellers", active=False), active=False, position=2)
    assert [view.position for view in placements.load().by_slot[SLOT]] == [1]
    off = placements.load(everything=True).by_slot[SLOT][1]
    assert (off.active, off.rules[0].active) == (False, False)


def test_a_placement_of_a_slot_that_is_gone_is_left_out(caplog: Any) -> None:
    place(rule("bestsellers"), slot="attic.window")
    assert placements.load().by_slot == {}
    assert "unknown slot 'attic.window'" in caplog.text


def test_the_live_run_is_part_of_the_map() -> None:
    assert placements.current().run_id is None
    learn()
    run = learn()
    assert placements.current().run_id == run.pk


def test_a_rolled_back_change_is_gone_at_the_next_load() -> None:
    made = place(rule("bestsellers"), title="Before")
    with transaction.atomic():
        made.title = "After"
        made.save()
        transaction.set_rollback(True)
    assert placements.current().by_slot[SLOT][0].title == "Before"


def test_a_cache_that_takes_all_and_keeps_nothing_has_no_version(
    clock: list[float], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 2}
    monkeypatch.setattr(quick_cache, "is_shared", lambda: True)
    monkeypatch.setattr(quick_cache, "get", lambda keys: {})
    place(rule("bestsellers"))

    def wait() -> None:
        clock[0] += 1

    assert (loads(wait), loads(wait), loads(wait)) == (0, 0, 1)


def test_a_run_that_still_counts_changes_nothing() -> None:
    run = learn(state="running")

    def progress() -> None:
        run.progress = 50
        run.save()

    assert loads(progress) == 0

    def flip() -> None:
        run.state = Run.State.LIVE
        run.save()

    assert loads(flip) > 0
    assert placements.current().run_id == run.pk
    assert loads(lambda: run.delete()) > 0
    assert placements.current().run_id is None


def test_a_version_written_by_another_process_is_found_in_the_database(
    clock: list[float], django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 2}
    made = place(rule("bestsellers"), title="Before")
    placements.current()
    Placement.objects.filter(pk=made.pk).update(title="After")

    def later() -> None:
        clock[0] += 3

    assert loads(later) == 1
    assert placements.current().by_slot[SLOT][0].title == "Before"
    MapVersion.objects.update_or_create(pk=kept.THE_ROW, defaults={"version": "elsewhere"})
    assert loads(later) == 11
    assert placements.current().by_slot[SLOT][0].title == "After"
    kept.publish()
    assert MapVersion.objects.get().version != "elsewhere"


def test_all_that_is_kept_asks_for_the_version_together(clock: list[float], settings: Any) -> None:
    settings.CROSSSELL = {"PLACEMENT_STALE_SECONDS": 2}

    def ask() -> None:
        placements.current()
        threshold_rows.in_force(timezone.now())
        experiments.any_live()

    ask()
    clock[0] += 3
    with CaptureQueriesContext(connection) as captured:
        ask()
    assert len(captured) == 1


def test_a_database_that_refuses_the_version_breaks_no_saving(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise DatabaseError("read only")

    monkeypatch.setattr(MapVersion.objects, "bulk_create", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        placements.changed()
    assert "The version of the placements was not written." in caplog.text


def test_many_rows_of_a_transaction_write_one_version(
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        for _ in range(5):
            rule("bestsellers")
    assert len(callbacks) == 1
