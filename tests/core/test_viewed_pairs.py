"""Which pairs a visit adds, and how they are ranked."""

import pytest

from crosssell.core.viewed_pairs import ANY, of_order, of_view, ranked

A, B, C, D = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("product", "before", "added"),
    [
        (A, [], []),
        (A, [A], []),
        (A, [B, A, C], []),
        # The first product of the visit is counted with the second.
        (A, [B], [(ANY, B), (ANY, A), (A, B)]),
        (B, [C, A], [(ANY, B), (B, C), (A, B)]),
    ],
)
def test_a_view_pairs_with_what_was_viewed_before(
    product: int, before: list[int], added: list[tuple[int, int]]
) -> None:
    assert list(of_view(product, before)) == added


@pytest.mark.parametrize(
    ("before", "bought", "added"),
    [
        ([], [A], []),
        ([A], [], []),
        # What is viewed and bought is no pair, but an order after a view.
        ([A], [A], [(A, ANY), (ANY, A)]),
        ([A, B], [B, C], [(A, ANY), (B, ANY), (ANY, B), (ANY, C), (A, B), (A, C), (B, C)]),
    ],
)
def test_an_order_pairs_with_what_was_viewed_before(
    before: list[int], bought: list[int], added: list[tuple[int, int]]
) -> None:
    assert list(of_order(before, bought)) == added


VISITS = [
    (ANY, A, 8.0, 9),
    (ANY, B, 4.0, 6),
    (ANY, C, 2.0, 3),
    (A, B, 4.0, 6),
    (A, C, 2.0, 2),
    (B, C, 0.5, 1),
]


def test_a_pair_of_views_counts_for_both_and_is_damped() -> None:
    found = ranked(VISITS, symmetric=True, floor=2, top_n=50)
    assert list(zip(found.product, found.partner, found.rank, found.together, strict=True)) == [
        (A, B, 1, 6),
        (A, C, 2, 2),
        (B, A, 1, 6),
        (C, A, 1, 2),
    ]
    assert found.score == pytest.approx(
        [
            4 / (8**0.5 * 4**0.1) * 6 / 8,
            2 / (8**0.5 * 2**0.1) * 2 / 4,
            4 / (4**0.5 * 8**0.1) * 6 / 8,
            2 / (2**0.5 * 8**0.1) * 2 / 4,
        ],
        rel=1e-12,
    )
    assert found.product_visits.tolist() == [9, 9, 6, 3]
    assert found.partner_visits.tolist() == [6, 3, 9, 9]


def test_bought_after_a_view_has_a_direction() -> None:
    rows = [(A, ANY, 4.0, 5), (B, ANY, 1.0, 1), (ANY, B, 2.0, 3), (A, B, 2.0, 3)]
    found = ranked(rows, symmetric=False, floor=2, top_n=50)
    assert (found.product.tolist(), found.partner.tolist()) == ([A], [B])
    assert found.score == pytest.approx([2 / (4**0.5 * 2**0.1) * 3 / 5], rel=1e-12)
    assert (found.product_visits.tolist(), found.partner_visits.tolist()) == ([5], [3])


def test_only_the_best_are_kept_and_equal_ones_rank_by_id() -> None:
    known = [(ANY, one, 5.0, 5) for one in (A, B, C, D)]
    found = ranked([*known, (A, D, 2.0, 2), (A, C, 2.0, 2), (A, B, 2.0, 2)], True, 2, 2)
    listed = list(zip(found.product, found.partner, found.rank, strict=True))
    assert listed == [(A, B, 1), (A, C, 2), (B, A, 1), (C, A, 1), (D, A, 1)]


def test_nothing_gives_nothing() -> None:
    assert ranked([], True, 2, 50).rank.tolist() == []


def test_a_product_whose_visits_are_missing_has_those_of_the_pair() -> None:
    found = ranked([(A, B, 0.0, 4)], True, 2, 50)
    assert found.score.tolist() == [0.0, 0.0]
    assert found.product_visits.tolist() == [4, 4]
