"""The task and the command roll up; a part that fails leaves the others alone and is told."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crosssell import buffer, tasks, viewing
from crosssell.analytics import rollup, tracking
from crosssell.analytics.rollup import exposures
from crosssell.models import Attribution, BufferedEvent, Experiment, Exposure, Variant
from tests import shopdata
from tests.tracked import put_in_table, rolled, rows, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


def note() -> None:
    tracking.note_shown(1, [thing(1), thing(1, 8)])
    tracking.note_empty(1)
    tracking.note_back(tracking.VIEWABLE, [thing(1), thing(1, 8)])
    tracking.note_back(tracking.CLICK, [thing(1), thing(1)])
    tracking.note_touch(thing(1), 7, 1, 5, None)
    buffer.flush()


def test_the_command_says_what_it_counted(capsys: Any) -> None:
    note()
    put_in_table("back", [{"kind": "click"}])
    call_command("crosssell_rollup")
    assert capsys.readouterr().out == (
        "0 views, 1 widgets with 2 recommendations, 1 empty; 2 came into view, 1 clicks, "
        "1 put in baskets; 1 sent again. 0 events of tests. 0 orders measured, 0 once more.\n"
        "1 entries are no events and were left out.\n"
    )
    call_command("crosssell_rollup", verbosity=0)
    assert capsys.readouterr().out == ""


def test_the_task_counts() -> None:
    note()
    tasks.roll_up()
    assert rows("subject_id") == [(7, 1, 1, 1, 1, 0), (8, 1, 1, 0, 0, 0)]
    assert not BufferedEvent.objects.exists()


def test_a_part_that_fails_leaves_the_others_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> Any:
        raise ZeroDivisionError("no such number")

    note()
    with monkeypatch.context() as patch:
        patch.setattr(viewing, "roll_up", fail)
        patch.setitem(rollup.KINDS, "shown", fail)
        counts = rolled()
    assert counts.failed == (
        "The roll-up of views failed: no such number",
        "The roll-up of shown failed: no such number",
    )
    assert rows("subject_id") == [(7, 0, 1, 1, 1, 0), (8, 0, 1, 0, 0, 0)]
    assert caplog.text.count("\nZeroDivisionError: no such number") == 2
    # What failed was kept.
    assert rolled().failed == ()
    assert rows("subject_id") == [(7, 1, 1, 1, 1, 0), (8, 1, 1, 0, 0, 0)]


def test_the_command_fails_where_a_part_did_and_counts_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def fail(*_: Any) -> Any:
        raise ZeroDivisionError("no such number")

    note()
    monkeypatch.setitem(rollup.KINDS, "back", fail)
    with pytest.raises(CommandError, match=r"^The roll-up of back failed: no such number$"):
        call_command("crosssell_rollup")
    assert "1 widgets with 2 recommendations" in capsys.readouterr().out


def test_without_redis_what_is_in_the_table_is_counted(settings: Any, gone_redis: str) -> None:
    note()
    settings.CROSSSELL = {"BUFFER_URL": gone_redis}
    counts = rolled()
    assert (counts.widgets, counts.clicks, counts.touches) == (1, 1, 1)
    assert {one.split(":")[0] for one in counts.failed} == {"Redis gave no events"}


def test_exposures_are_kept_and_orders_measured_with_the_touches_of_the_same_time() -> None:
    test = Experiment.objects.create(name="Below")
    shown = Variant.objects.create(experiment=test, name="Shown", share=500)
    buffer.append(exposures.KIND, {"experiment": test.pk, "variant": shown.pk, "unit": 9})
    tea = shopdata.make_product("Tea", "4.00")
    ann = shopdata.make_user()
    tracking.note_touch(thing(1, tea.pk), tea.pk, 1, 5, ann)
    buffer.flush()
    shopdata.make_order(tea, user=ann, at=timezone.now())
    counts = rolled()
    assert (counts.exposed, counts.measured, counts.failed) == (1, 1, ())
    assert list(Exposure.objects.values_list("variant", "unit")) == [(shown.pk, 9)]
    assert list(Attribution.objects.values_list("kind", "subject_id")) == [("direct", tea.pk)]
