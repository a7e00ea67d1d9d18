"""Pins stand at their places, whatever the scores; diversity judges beside what is chosen."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.data import Candidate, Product, Verdict
from crosssell.core.ranking import Choice, Pin, Pool, Want, choose
from crosssell.core.scoring import Weighted

PRODUCTS = {n: Product(n, category_ids=frozenset({n % 2})) for n in range(1, 40)}
PINNED = Pool(0, (), "pinned")


def pool(*ids: int) -> Pool:
    return Pool(0, [Candidate(n, 1 / n) for n in ids])


def pin(product_id: int, position: int) -> Pin:
    return Pin(position, Candidate(product_id, 1.0), PINNED)


def keep(_pool: Pool, product: Product) -> Verdict:
    return Verdict.when(product.id != 13, "unlucky")


def shown(want: Want, reserve: int = 0) -> list[int]:
    (choice,) = choose([want], PRODUCTS, keep, reserve)
    return [pick.product.id for pick in choice.shown]


def test_a_pin_stands_at_its_place_among_the_others() -> None:
    assert shown(Want([pool(1, 2, 3, 4)], 1, 4, [pin(9, 2)])) == [1, 9, 2, 3]
    assert shown(Want([pool(1, 2, 3, 4)], 1, 4, [pin(9, 4), pin(8, 1)])) == [8, 1, 2, 9]


def test_a_pinned_candidate_is_not_shown_twice() -> None:
    assert shown(Want([pool(1, 2, 3)], 1, 3, [pin(3, 1)])) == [3, 1, 2]


def test_with_too_few_others_there_are_no_holes() -> None:
    assert shown(Want([pool(1)], 1, 4, [pin(9, 4)])) == [1, 9]
    assert shown(Want([], 2, 4, [pin(9, 4), pin(8, 4)])) == [9, 8]


def test_a_place_behind_the_last_means_the_last() -> None:
    assert shown(Want([pool(1, 2, 3, 4)], 1, 3, [pin(9, 50)])) == [1, 2, 9]
    assert shown(Want([pool(1, 2, 3, 4)], 1, 3, [pin(9, 50), pin(8, 50)]), reserve=1) == [1, 9, 8]


def test_more_pins_than_places_leave_the_last_out() -> None:
    assert shown(Want([pool(1)], 1, 2, [pin(7, 1), pin(8, 2), pin(9, 3)])) == [7, 8]


def test_filters_apply_to_pins() -> None:
    assert shown(Want([pool(1, 2)], 1, 2, [pin(13, 1)])) == [1, 2]


def test_pins_survive_the_second_choice() -> None:
    want = Want([pool(1, 2, 3)], 1, 3, [pin(9, 2)])
    (first,) = choose([want], PRODUCTS, keep, reserve=1)
    assert [(pick.product.id, pick.position) for pick in (*first.shown, *first.reserve)] == [
        (1, None),
        (9, 2),
        (2, None),
        (3, None),
    ]


def no_two_of_a_category(
    one: Candidate, product: Product, chosen: Sequence[Product]
) -> float | None:
    return None if any(c.category_ids & product.category_ids for c in chosen) else 1.0


def least_alike(one: Candidate, product: Product, chosen: Sequence[Product]) -> float | None:
    return 0.0 if any(c.category_ids & product.category_ids for c in chosen) else 1.0


def diverse(value: object, *ids: int) -> Pool:
    boosts = [Weighted("other", 100, value, beside=True)]  # type: ignore[arg-type]
    return Pool(0, [Candidate(n, 1 / n) for n in ids], boosts=boosts)


def test_what_may_not_stand_beside_the_chosen_is_kept_out_and_told() -> None:
    told: list[tuple[int, str, str]] = []
    choose(
        [Want([diverse(no_two_of_a_category, 1, 3, 2, 5)], 1, 3)],
        PRODUCTS,
        keep,
        note=lambda _want, _pool, one, outcome, code: told.append((one.product_id, outcome, code)),
    )
    assert told == [
        (1, "shown", ""),
        (2, "shown", ""),
        (3, "kept_out", "enough_alike"),
        (5, "kept_out", "enough_alike"),
    ]


def test_the_next_best_is_judged_beside_what_is_chosen_and_pinned() -> None:
    assert shown(Want([diverse(least_alike, 1, 3, 2)], 1, 3)) == [1, 2, 3]
    assert shown(Want([diverse(least_alike, 1, 3, 2)], 1, 3, [pin(5, 1)])) == [5, 2, 1]


def test_when_the_widget_is_full_the_rest_is_told_as_it_stands() -> None:
    told: list[tuple[int, str]] = []
    choose(
        [Want([diverse(least_alike, 1, 3, 2)], 1, 1)],
        PRODUCTS,
        keep,
        note=lambda _want, _pool, one, outcome, code: told.append((one.product_id, outcome)),
    )
    assert told == [(1, "shown"), (3, "after_last"), (2, "after_last")]


@given(
    st.lists(st.integers(1, 39), max_size=12, unique=True),
    st.lists(
        st.tuples(st.integers(1, 39), st.integers(1, 12)), max_size=5, unique_by=lambda p: p[0]
    ),
    st.integers(1, 8),
    st.integers(0, 2),
)
def test_pins_win_and_nothing_is_lost(
    ids: list[int], pins: list[tuple[int, int]], most: int, reserve: int
) -> None:
    want = Want([pool(*ids)], 1, most, [pin(*one) for one in pins])
    (choice,) = choose([want], PRODUCTS, keep, reserve)
    assert isinstance(choice, Choice)
    got = [pick.product.id for pick in choice.shown]
    pinned = [pk for pk, _ in sorted(pins, key=lambda one: one[1]) if pk != 13][:most]
    others = [pk for pk in ids if pk != 13 and pk not in pinned]
    assert len(got) == min(most, len(set(pinned) | set(others)))
    assert set(pinned) <= set(got)
    assert [pk for pk in got if pk not in pinned] == others[: most - len(pinned)]
