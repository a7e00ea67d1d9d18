"""What holds for all orders and touches."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from crosssell.core.attribution import ASSISTED, DIRECT, Line, Touch, left, owed

PLACED = datetime(2026, 6, 1, 12, tzinfo=UTC)
# Few moments and few products, so that they meet.
moments = st.integers(-2, 12).map(lambda hours: PLACED - timedelta(hours=hours))
families = st.integers(1, 4)
windows = st.integers(1, 12).map(lambda hours: timedelta(hours=hours))
amounts = st.integers(0, 100_000).map(lambda cents: Decimal(cents).scaleb(-2))
lines = st.lists(
    st.builds(Line, st.integers(1, 50), st.none() | families, amounts, since=st.none() | moments),
    max_size=8,
    unique_by=lambda line: line.id,
)
touches = st.lists(
    st.builds(Touch, st.integers(1, 50), moments, families),
    max_size=8,
    unique_by=lambda touch: touch.id,
)


@given(lines, touches, windows)
def test_a_line_is_owed_once_by_a_touch_that_there_is(
    lines: list[Line], touches: list[Touch], window: timedelta
) -> None:
    found = owed(PLACED, window, lines, touches)
    assert len({one.line for one in found}) == len(found)
    by_id, by_touch = {one.id: one for one in lines}, {one.id: one for one in touches}
    for one in found:
        line, touch = by_id[one.line], by_touch[one.touch]
        assert PLACED - window <= touch.at <= PLACED
        assert (line.family == touch.family) is (one.kind == DIRECT)
        assert one.kind == DIRECT or line.since is None or touch.at <= line.since


@given(lines, touches, windows, st.randoms())
def test_the_sequence_of_lines_and_touches_does_not_matter(
    lines: list[Line], touches: list[Touch], window: timedelta, mixed: object
) -> None:
    found = owed(PLACED, window, lines, touches)
    mixed.shuffle(lines)
    mixed.shuffle(touches)
    assert owed(PLACED, window, lines, touches) == found


@given(lines, touches, windows, windows)
def test_a_wider_window_loses_no_line_and_changes_no_direct_one(
    lines: list[Line], touches: list[Touch], one: timedelta, other: timedelta
) -> None:
    narrow, wide = sorted((one, other))
    less = {found.line: found for found in owed(PLACED, narrow, lines, touches)}
    more = {found.line: found for found in owed(PLACED, wide, lines, touches)}
    assert set(less) <= set(more)
    for line, found in less.items():
        assert more[line] == found or (found.kind, more[line].kind) == (ASSISTED, DIRECT)


@given(lines, touches, windows)
def test_no_later_touch_of_the_kind_was_passed_over(
    lines: list[Line], touches: list[Touch], window: timedelta
) -> None:
    by_id, by_touch = {one.id: one for one in lines}, {one.id: one for one in touches}
    for one in owed(PLACED, window, lines, touches):
        line, chosen = by_id[one.line], by_touch[one.touch]
        for touch in touches:
            later = chosen.at < touch.at <= PLACED
            if one.kind == DIRECT:
                assert not (later and touch.family == line.family)
            else:
                assert not (later and (line.since is None or touch.at <= line.since))


@given(lines, touches, windows)
def test_what_is_owed_is_never_more_than_the_order(
    lines: list[Line], touches: list[Touch], window: timedelta
) -> None:
    by_id = {line.id: line.amount for line in lines}
    found = owed(PLACED, window, lines, touches)
    assert sum(by_id[one.line] for one in found) <= sum(by_id.values())
    assert all(by_id[one.line] > 0 for one in found)


@given(amounts, st.integers(1, 50), st.integers(0, 60), st.integers(0, 2))
def test_what_is_left_is_never_more_than_there_was_and_falls_with_each_piece(
    amount: Decimal, quantity: int, gone: int, digits: int
) -> None:
    assume(gone < 60)
    stays = left(amount, quantity, gone, digits)
    assert 0 <= left(amount, quantity, gone + 1, digits) <= stays <= amount
    assert (stays == amount) or gone > 0
