"""What was shown as a short text: it comes back as it went out, and no other text is one."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.shown import (
    MOST_LENGTH,
    MOST_NUMBER,
    MOST_POSITION,
    PINNED,
    PRODUCT,
    SUBJECTS,
    THRESHOLD,
    Shown,
    bucket_of,
    decoded,
    encoded,
)

numbers = st.integers(0, MOST_NUMBER)
things = st.builds(
    Shown,
    rendering=numbers,
    minute=st.integers(0, 2**31),
    placement=numbers,
    subject=st.sampled_from(SUBJECTS),
    subject_id=numbers,
    position=st.integers(0, MOST_POSITION),
    rule=st.integers(0, 2**31),
    source=st.integers(0, PINNED),
    run=st.integers(0, 2**31),
    variant=st.integers(0, 2**31),
)
ONE = Shown(35, 36, 37, PRODUCT, 1295, 4, 5, 6, 7, 8)
TEXT = "pz.10.11.zz.4.5.6.7.8"


def test_the_text() -> None:
    assert encoded(ONE) == TEXT
    assert encoded(replace(ONE, subject=THRESHOLD, position=0)) == "tz.10.11.zz.0.5.6.7.8"
    assert decoded(TEXT) == ONE


@given(things)
def test_it_comes_back_as_it_went_out(one: Shown) -> None:
    text = encoded(one)
    assert len(text) <= MOST_LENGTH
    assert decoded(text) == one


@given(st.text(alphabet="pbtw019az.~_-+ \u0661Z", max_size=60))
def test_any_other_text_is_nothing(text: str) -> None:
    found = decoded(text)
    assert found is None or encoded(found) == text


@given(things, st.data())
def test_one_character_more_or_other_is_another_thing_or_none(
    one: Shown, data: st.DataObject
) -> None:
    text = encoded(one)
    place = data.draw(st.integers(0, len(text)))
    wide = data.draw(st.integers(0, 1))
    changed = text[:place] + data.draw(st.characters()) + text[place + wide :]
    assert changed == text or decoded(changed) != one


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p",
        TEXT[1:],
        "x" + TEXT[1:],
        TEXT.upper(),
        TEXT + ".9",
        TEXT.rpartition(".")[0],
        "pz.10.11.zz.4.5.6.7.",
        "pz.10.11.zz.4.5.6.7.08",
        "pz.10.11.zz.4.5.6.7.+8",
        "pz.10.11.zz.4.5.6.7.-8",
        "pz.10.11.zz.4.5.6.7.1_0",
        "pz.10.11.zz.4.5.6.7. 8",
        "pz.10.11.zz.4.5.6.7.8\n",
        "pz.10.11.zz.4.5.6.7.\u0661",
        # 2**63, which no column holds, and a position that no page has.
        "p1y2p0ij32e8e8.10.11.zz.4.5.6.7.8",
        "pz.10.11.zz.rs.5.6.7.8",
        "p" + "1" * MOST_LENGTH,
    ],
)
def test_what_is_none(text: str) -> None:
    assert decoded(text) is None


def test_the_ends_of_what_is_one() -> None:
    widest = decoded("p1y2p0ij32e8e7.10.11.zz.rr.5.6.7.8")
    assert widest is not None
    assert (widest.rendering, widest.position) == (MOST_NUMBER, MOST_POSITION)


def test_positions_are_counted_in_six_groups() -> None:
    found = {position: bucket_of(position) for position in (1, 2, 3, 4, 5, 8, 9, 999)}
    assert found == {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 8: 5, 9: 9, 999: 9}
