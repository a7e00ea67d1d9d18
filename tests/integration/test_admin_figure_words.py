"""Figures as a merchant reads them."""

from decimal import Decimal

import pytest

from crosssell.admin.figure_words import share


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (1, 3, "33.3 %"),
        (Decimal("0.30"), Decimal("3.00"), "10.0 %"),
        (0, 3, "0.0 %"),
        (1, 10_000, "< 0.1 %"),
        (5, 10_000, "< 0.1 %"),
        (6, 10_000, "0.1 %"),
        (-1, 4, "-25.0 %"),
        (1, 0, "–"),
    ],
)
def test_a_share_is_said_in_per_cent(part: Decimal, whole: Decimal, said: str) -> None:
    assert share(part, whole) == said
