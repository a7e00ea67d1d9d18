"""Somebody else writes to the same Redis: whatever he writes, what is ours is counted."""

import random
from typing import Any

import pytest
from django.utils import timezone

from crosssell.analytics import tracking
from crosssell.core.shown import encoded
from crosssell.models import DailyCount, Event, Touch
from tests.tracked import put_in_table, rolled, rows, thing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]

HUGE = 2**63
VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 1.5, HUGE, HUGE - 1, 10**300, "", "x", "1", "\x00", "\ud800",
    [], {}, [[]], [[1]], {"basket": 1}, ["product", 1, 1, 1, 1, 1, 1], "product", "9" * 5_000,
]  # fmt: skip
FIELDS = {
    "shown": ("placement", "things", "empty"),
    "back": ("kind", "shown"),
    "touch": ("shown", "product", "quantity", "basket", "user", "join"),
}


def ours() -> None:
    tracking.note_shown(1, [thing(1)])
    tracking.note_back(tracking.CLICK, [thing(1)])
    tracking.note_touch(thing(1), 7, 1, 5, None)


BAD: list[tuple[str, Any]] = [
    ("shown", {}),
    ("shown", {"placement": 0, "empty": 1}),
    ("shown", {"placement": True, "empty": 1}),
    ("shown", {"placement": HUGE, "empty": 1}),
    ("shown", {"placement": "1", "things": []}),
    ("shown", {"placement": 1, "things": "all"}),
    ("back", {}),
    ("back", {"kind": "touch", "shown": encoded(thing(1))}),
    ("back", {"kind": ["click"], "shown": encoded(thing(1))}),
    ("back", {"kind": "click", "shown": encoded(thing(1)) + ".1"}),
    ("back", {"kind": "click", "shown": encoded(thing(1, source=100))}),
    ("back", {"kind": "click", "shown": encoded(thing(0))}),
    ("back", {"kind": "click", "shown": 7}),
    ("touch", {}),
    ("touch", {"shown": encoded(thing(1)), "product": 7}),
    ("touch", {"shown": encoded(thing(1)), "product": 7, "quantity": 0}),
    ("touch", {"shown": encoded(thing(1)), "product": 7, "quantity": 100_001}),
    ("touch", {"shown": encoded(thing(1)), "product": 0, "quantity": 1}),
    ("touch", {"shown": encoded(thing(1)), "product": 7, "quantity": 1, "basket": "5"}),
    ("touch", {"join": {"basket": 5}}),
    ("touch", {"join": {"basket": -5, "user": 1}}),
    ("touch", {"join": [5, 1]}),
]


@pytest.mark.parametrize(("kind", "entry"), BAD)
def test_what_is_no_event_is_left_out(
    kind: str, entry: Any, caplog: pytest.LogCaptureFixture
) -> None:
    put_in_table(kind, [entry])
    ours()
    counts = rolled()
    assert (counts.bad, counts.failed) == (1, ())
    assert rows("subject_id") == [(7, 1, 0, 1, 1, 0)]
    assert Event.objects.count() == 2
    assert Touch.objects.count() == 1
    assert "1 entries of the buffer are no events and were left out." in caplog.text


@pytest.mark.parametrize(
    "row",
    [
        7,
        ["product", 7, 1, 0, 0, 0],
        ["product", 7, 1, 0, 0, 0, 0, 0],
        ["goods", 7, 1, 0, 0, 0, 0],
        [["product"], 7, 1, 0, 0, 0, 0],
        ["product", -7, 1, 0, 0, 0, 0],
        ["product", "7", 1, 0, 0, 0, 0],
        ["product", 7, 1_000, 0, 0, 0, 0],
        ["product", 7, 1, HUGE, 0, 0, 0],
        ["product", 7, 1, 0, 100, 0, 0],
        ["product", 7, 1, 0, 0, 1.0, 0],
        ["product", 7, 1, 0, 0, 0, None],
    ],
)
def test_of_a_widget_the_things_that_make_sense_count(row: Any) -> None:
    put_in_table("shown", [{"placement": 1, "things": [row, ["product", 8, 2, 0, 0, 0, 0]]}])
    counts = rolled()
    assert (counts.widgets, counts.impressions, counts.bad) == (1, 1, 0)
    assert rows("subject_id") == [(8, 1, 0, 0, 0, 0)]


def test_a_widget_has_so_many_things_at_most() -> None:
    many = [["product", pk, 1, pk, 0, 0, 0] for pk in range(1, 500)]
    put_in_table("shown", [{"placement": 1, "things": many}])
    assert rolled().impressions == 60


@pytest.mark.parametrize(("days", "found"), [(-2, (0, 1)), (2, (1, 0)), (1_000, (0, 1))])
def test_what_was_long_ago_or_is_to_come_is_left_out(days: int, found: tuple[int, int]) -> None:
    at = timezone.now().timestamp() - days * 86_400
    put_in_table("shown", [{"placement": 1, "empty": 1}], at)
    counts = rolled()
    assert (counts.empty, counts.bad) == found


@pytest.mark.parametrize("user", [HUGE, -1, "x", "\x00", 1.0, True, [1], {"pk": 1}, "9" * 5_000])
def test_a_user_who_cannot_be_is_nobody(user: Any) -> None:
    touch = {"shown": encoded(thing(1)), "product": 7, "quantity": 1, "basket": 5, "user": user}
    put_in_table("touch", [touch, {"join": {"basket": 5, "user": user}}])
    counts = rolled()
    assert (counts.touches, counts.bad, counts.failed) == (1, 0, ())
    assert list(Touch.objects.values_list("user_id", flat=True)) == [None]


def test_nothing_that_json_can_say_stops_the_roll_up() -> None:
    chance = random.Random(6)
    for kind, names in FIELDS.items():
        entries = [
            {name: chance.choice(VALUES) for name in names if chance.random() < 0.9}
            for _ in range(1_500)
        ]
        entries += [
            {"placement": 1, "things": [[chance.choice(VALUES) for _ in range(7)]]}
            for _ in range(300)
        ]
        put_in_table(kind, entries)
    ours()
    assert rolled().failed == ()
    assert DailyCount.objects.filter(subject_id=7, impressions=1, clicks=1, touches=1).exists()
    assert rolled().bad == 0
