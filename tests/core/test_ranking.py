"""Widgets are filled in order, with nothing twice, and by example and by property."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from crosssell.core.data import Candidate, Product, Verdict
from crosssell.core.ranking import Choice, Pool, Want, choose

YES = Verdict(True)
PRODUCTS = {n: Product(n, parent_id=n // 10 * 10 if n % 10 else None) for n in range(1, 60)}


def pool(*ids: int, key: int = 0, backup: bool = False) -> Pool:
    return Pool(key, [Candidate(n, 1 / n) for n in ids], "backup" if backup else "primary")


def shown(choices: list[Choice]) -> list[list[int]]:
    return [[pick.product.id for pick in choice.shown] for choice in choices]


def everything(_pool: Pool, _product: Product) -> Verdict:
    return YES


def test_pools_fill_a_widget_in_order() -> None:
    want = Want([pool(30, 10), pool(20, 10, 40)], least=1, most=3)
    assert shown(choose([want], PRODUCTS, everything)) == [[30, 10, 20]]


def test_a_family_appears_once_a_page() -> None:
    wants = [Want([pool(11, 12, 20)], 1, 2), Want([pool(10, 20, 30)], 1, 2)]
    assert shown(choose(wants, PRODUCTS, everything)) == [[11, 20], [30]]


def test_a_widget_below_its_least_takes_nothing() -> None:
    wants = [Want([pool(20, 30)], 3, 4), Want([pool(30)], 1, 4)]
    assert shown(choose(wants, PRODUCTS, everything)) == [[], [30]]


def test_the_reserve_is_what_would_come_next() -> None:
    [choice] = choose([Want([pool(10, 20, 30, 40)], 1, 2)], PRODUCTS, everything, reserve=1)
    assert [pick.product.id for pick in choice.reserve] == [30]


def test_what_is_not_kept_and_what_is_unknown_is_left_out() -> None:
    def keep(pool: Pool, product: Product) -> Verdict:
        return Verdict.when(product.id != 20, "no_twenty")

    assert shown(choose([Want([pool(20, 999, 30)], 1, 9)], PRODUCTS, keep)) == [[30]]


def test_every_candidate_is_noted_with_its_outcome() -> None:
    noted: list[tuple[Any, ...]] = []

    def keep(_pool: Pool, product: Product) -> Verdict:
        return Verdict.when(product.id != 20, "no_twenty")

    want = Want([pool(10, 20, 999, 11, key=5), pool(30, 40, key=6, backup=True)], 1, 2)
    choose(
        [want],
        PRODUCTS,
        keep,
        note=lambda want, pool, one, outcome, code: noted.append(
            (want, pool.key, one.product_id, outcome, code)
        ),
    )
    assert noted == [
        (0, 5, 10, "shown", ""),
        (0, 5, 20, "kept_out", "no_twenty"),
        (0, 5, 999, "unknown", ""),
        (0, 5, 11, "duplicate", ""),
        (0, 6, 30, "shown", ""),
        (0, 6, 40, "after_last", ""),
    ]


def test_judging_stops_when_a_widget_is_full() -> None:
    judged: list[int] = []

    def keep(_pool: Pool, product: Product) -> Verdict:
        judged.append(product.id)
        return YES

    choose([Want([pool(10, 20, 30, 40), pool(50)], 1, 1)], PRODUCTS, keep, reserve=1)
    assert judged == [10, 20]


IDS = st.lists(st.integers(1, 65), max_size=15)
WANTS = st.lists(
    st.builds(
        lambda lists, least, more: Want(
            [pool(*ids, key=key) for key, ids in enumerate(lists)], least, least + more
        ),
        st.lists(IDS, max_size=3),
        st.integers(1, 4),
        st.integers(0, 4),
    ),
    max_size=5,
)


@given(WANTS, st.sets(st.integers(1, 65)), st.integers(0, 3))
def test_whatever_the_candidates(wants: list[Want], refused: set[int], reserve: int) -> None:
    def keep(_pool: Pool, product: Product) -> Verdict:
        return Verdict.when(product.id not in refused, "refused")

    choices = choose(wants, PRODUCTS, keep, reserve)
    families = [pick.product.family for choice in choices for pick in choice.shown]
    assert len(families) == len(set(families))
    for want, choice in zip(wants, choices, strict=True):
        order = [one.product_id for some in want.pools for one in some.candidates]
        places = [order.index(pick.product.id) for pick in (*choice.shown, *choice.reserve)]
        assert places == sorted(places)
        assert not choice.shown or want.least <= len(choice.shown) <= want.most
        assert len(choice.reserve) <= reserve
        assert not choice.reserve or len(choice.shown) == want.most
        assert refused.isdisjoint(pick.product.id for pick in choice.shown)
    # Noting the outcomes changes nothing.
    assert choose(wants, PRODUCTS, keep, reserve, note=lambda *_: None) == choices
    # What was shown is shown again when nothing else is offered.
    again = [
        Want([pool(*(pick.product.id for pick in choice.shown))], want.least, want.most)
        for want, choice in zip(wants, choices, strict=True)
    ]
    assert shown(choose(again, PRODUCTS, keep)) == shown(choices)
