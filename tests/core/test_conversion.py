"""The share of a product's rate beside the mean of all."""

import pytest

from crosssell.core.conversion import share_of


@pytest.mark.parametrize(
    ("impressions", "touches", "share"),
    [
        (0, 0, 0.5),
        (200, 20, (20 + 10) / 400 / 0.05 / 2),
        (200, 0, 10 / 400 / 0.05 / 2),
        (1_000_000, 50_000, 0.5),
        (1_000, 900, 1.0),
    ],
)
def test_beside_a_mean_of_one_in_twenty(impressions: int, touches: int, share: float) -> None:
    assert share_of(impressions, touches, 10_000, 500) == pytest.approx(share, abs=1e-12)


@pytest.mark.parametrize("everything", [(0, 0), (10_000, 0), (0, 5)])
def test_where_nothing_was_taken_all_are_alike(everything: tuple[int, int]) -> None:
    assert share_of(500, 0, *everything) == 0.5
