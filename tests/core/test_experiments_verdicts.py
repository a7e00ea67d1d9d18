"""What a result says, as codes."""

import pytest

from crosssell.core.experiments import Arm, Verdict, compare, verdict

BASE = Arm.yes_no(20_000, 2_000)


def said(shown: Arm, holdout: Arm = BASE, ratio_p: float = 1.0, smallest: float = 0.2) -> Verdict:
    return verdict(compare(shown, holdout, 40_000), smallest, 1_000, ratio_p)


@pytest.mark.parametrize(
    ("buyers", "code"), [(2_300, "better"), (1_700, "worse"), (2_010, "no_difference")]
)
def test_settled(buyers: int, code: str) -> None:
    shown = Arm.yes_no(20_000, buyers)
    assert said(shown) == Verdict(code, compare(shown, BASE, 40_000))


def test_a_loss_that_stays_the_same_is_no_difference() -> None:
    loss, less = Arm(20_000, 9_000, -8_000.0, 9_000.0), Arm(20_000, 9_000, -7_950.0, 9_000.0)
    assert said(less, loss).code == "no_difference"


def test_uncertain_says_how_long() -> None:
    shown = Arm.yes_no(20_000, 2_150)
    found = said(shown, smallest=0.05)
    assert found == Verdict("uncertain", compare(shown, BASE, 40_000), days=23)


def test_too_early_shows_no_numbers() -> None:
    found = said(Arm.yes_no(1_000, 140), Arm.yes_no(1_000, 100))
    assert found == Verdict("too_early", None, days=10, reason="few_buyers")
    assert said(Arm.yes_no(0, 0)) == Verdict("too_early", None, None, "few_visitors")


def test_a_broken_test_says_nothing_else() -> None:
    """However good it looks, and however early it is."""
    assert said(Arm.yes_no(20_000, 2_300), ratio_p=0.0009) == Verdict("broken")
    assert said(Arm.yes_no(0, 0), ratio_p=0.0009) == Verdict("broken")
    assert said(Arm.yes_no(20_000, 2_300), ratio_p=0.001).code == "better"


def test_the_smallest_lift_must_be_one() -> None:
    with pytest.raises(ValueError, match="smallest_lift"):
        said(BASE, smallest=-0.1)
