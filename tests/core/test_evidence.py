"""The Wilson bound against published and hand-computed values."""

import pytest

from crosssell.core.evidence import wilson_lower


@pytest.mark.parametrize(
    ("hits", "of", "expected"),
    [
        # Newcombe 1998 (Statistics in Medicine 17), table I, method 3.
        (81, 263, 0.2553),
        (15, 148, 0.0624),
        (0, 20, 0.0),
        (1, 29, 0.0061),
        (0, 0, 0.0),
    ],
)
def test_published_values(hits: int, of: int, expected: float) -> None:
    assert wilson_lower(hits, of) == pytest.approx(expected, abs=5e-5)


def test_certainty_needs_numbers() -> None:
    assert wilson_lower(1, 1) == pytest.approx(1 / (1 + 1.959963984540054**2))
    assert wilson_lower(1000, 1000) > 0.99


def test_more_hits_than_orders_is_an_error() -> None:
    with pytest.raises(ValueError, match="between 0 and 3, not 4"):
        wilson_lower(4, 3)
