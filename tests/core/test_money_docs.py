"""The examples of docs/money.md come out as it says."""

from decimal import Decimal
from pathlib import Path

from crosssell.core.bundle_terms import Part, Priced, Terms
from crosssell.core.bundles import best
from crosssell.core.money import from_minor, part_of
from crosssell.rewards.percent import Args
from tests.core.bundle_cases import reward

PAGE = (Path(__file__).parents[2] / "docs/money.md").read_text()


def test_teas_and_a_cup() -> None:
    tea, cup = frozenset({("product", 1)}), frozenset({("product", 2)})
    found = best(
        [Priced(1, 499, 3, tea), Priced(2, 750, 1, cup)],
        [Terms(1, (Part(2, tea), Part(1, cup)), "percent", Args(Decimal(15)))],
        reward,
    )
    [one] = found.sets
    of_tea, of_cup = (from_minor(take.discount, 2) for take in one.takes)
    assert f"0.75 each, {of_tea} together" in PAGE
    assert f"| {of_cup} |\n| The set" in PAGE
    assert f"| 2.622 | | {from_minor(found.discount, 2)} |" in PAGE
    costs = (Decimal("14.97") - of_tea, Decimal("7.50") - of_cup)
    assert f"= {costs[0]}, the cup {costs[1]}, together {sum(costs)}." in PAGE


def test_teas_that_come_back() -> None:
    for before, now, price in ((0, 1, "4.99"), (1, 2, "9.98")):
        share = from_minor(part_of(150, 3, before, now), 2)
        row = f"| `part_of(150, 3, {before}, {now})` | {now} | {price} | {share} |"
        assert f"{row} {Decimal(price) - share} |" in PAGE
    shares = [str(from_minor(part_of(100, 3, at, 1), 2)) for at in range(3)]
    assert f"the pieces get {', '.join(shares[:2])} and {shares[2]}." in PAGE
