"""Nothing of the append buffer grows for ever, and who loses something says so."""

from typing import Any

import pytest

from crosssell import buffer, stream
from crosssell.models import BufferMark
from tests.buffered import note, numbers

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("in_table")
def test_few_wait_to_be_written(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buffer, "MOST_WAITING", 2)
    note(1, 2, 3, 4)
    assert numbers() == [1, 2]
    assert caplog.text.count("lost for the time being") == 1
    assert "Events are noted again; 2 of this process were lost." in caplog.text


@pytest.mark.usefixtures("in_table")
def test_the_table_is_bounded(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(buffer, "MOST_ROWS", 4)
    monkeypatch.setattr(buffer, "LOOKED_AT_EVERY", 5)
    for number in range(20):
        note(number)
    left = numbers()
    assert left[-1] == 19
    assert 4 <= len(left) < 4 + 5
    assert "old events were lost: run crosssell_rollup oftener" in caplog.text


def test_a_stream_forgets_what_was_counted(in_stream: Any) -> None:
    note(1, 2, 3)
    assert in_stream.xlen("crosssell:test") == 3
    assert numbers() == [1, 2, 3]
    assert in_stream.xlen("crosssell:test") == 0
    assert (
        BufferMark.objects.get().position
        == in_stream.xinfo_stream("crosssell:test")["last-generated-id"]
    )


def test_what_could_not_be_forgotten_is_not_counted_twice(
    in_stream: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise stream.StreamAway("away")

    note(1)
    with monkeypatch.context() as patch:
        patch.setattr(stream, "forget", fail)
        assert numbers() == [1]
    assert in_stream.xlen("crosssell:test") == 1
    assert numbers() == []
    assert in_stream.xlen("crosssell:test") == 0


def test_a_full_stream_says_so(
    in_stream: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(stream, "MOST_ENTRIES", 3)
    note(1, 2)
    numbers()
    assert "is full" not in caplog.text
    note(*range(500))
    # Redis trims whole nodes of a stream, of a hundred entries each.
    assert 3 <= in_stream.xlen("crosssell:test") < 250
    assert numbers()[-1] == 499
    assert "The stream crosssell:test is full" in caplog.text
