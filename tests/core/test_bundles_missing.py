"""Which bundles pieces of one part complete."""

from typing import Any

import pytest

from crosssell.core.bundle_terms import Missing, Part, Priced, Terms
from crosssell.core.bundles import missing
from tests.core.bundle_cases import reward
from tests.core.test_bundles import ANY, A, B, C, bundle, line, percent

TIERS: dict[str, Any] = {"quantities": [3, 5], "percents": ["5", "10"]}


def told(lines: list[Priced], *terms: Terms) -> list[tuple[int, int, int]]:
    return [(one.bundle, one.part, one.quantity) for one in missing(lines, terms, reward)]


def test_the_part_and_how_many_pieces() -> None:
    case = percent(1, "10", Part(1, A), Part(3, B))
    assert missing([line(1, A, 500)], [case], reward) == (Missing(1, 1, 3),)
    assert told([line(1, A, 500), line(2, B, 500)], case) == [(1, 1, 2)]
    assert told([line(1, A, 500), line(2, B, 500, 3)], case) == []
    assert told([line(2, B, 500, 3)], case) == [(1, 0, 1)]
    assert told([line(2, B, 500, 2)], case) == []


def test_two_parts_are_too_many_and_nothing_is_no_beginning() -> None:
    three = percent(1, "10", Part(1, A), Part(1, B), Part(1, C))
    assert told([line(1, A, 500)], three) == []
    assert told([line(1, A, 500), line(2, C, 500)], three) == [(1, 1, 1)]
    assert told([], three) == told([line(1, A, 500, 0)], percent(1, "5", Part(2, A))) == []
    assert told([line(1, A, 500)], bundle(1, "percent", args={"percent": "5"})) == []


def test_the_best_priority_comes_first() -> None:
    terms = [
        percent(1, "10", Part(1, A), Part(1, B), priority=9),
        percent(2, "10", Part(1, A), Part(1, C), priority=8),
    ]
    assert told([line(1, A, 500)], *terms) == [(2, 1, 1), (1, 1, 1)]


@pytest.mark.parametrize(("count", "lacks"), [(1, [(1, 0, 2)]), (2, [(1, 0, 1)]), (3, [])])
def test_a_growing_bundle_lacks_what_its_first_tier_does(
    count: int, lacks: list[tuple[int, int, int]]
) -> None:
    tiers = bundle(1, "quantity_tiers", Part(1, ANY), args=TIERS)
    assert told([line(1, A, 500, count)], tiers) == lacks


def test_pieces_that_fit_several_parts_fill_what_they_can() -> None:
    # A fits both; taken for "any", A itself would be missing though B fills that.
    both = percent(1, "10", Part(1, ANY), Part(1, A))
    assert told([line(1, A, 500), line(2, B, 500)], both) == []
    assert told([line(2, B, 500), line(3, C, 500)], both) == [(1, 1, 1)]
    assert told([line(1, A, 500)], both) == [(1, 0, 1)]
    # The one A must move to its own part, and B from the first to the third or stay.
    chain = percent(1, "10", Part(1, A | B), Part(1, A), Part(1, B | C))
    assert told([Priced(1, 5, 1, A), Priced(2, 5, 1, B)], chain) == [(1, 0, 1)]
    assert told([Priced(1, 5, 1, A), Priced(2, 5, 1, B), Priced(3, 5, 1, C)], chain) == []


def test_what_can_never_be_given_lacks_nothing() -> None:
    lines = [line(1, A, 500)]
    assert told(lines, percent(1, "10", Part(1, A), Part(1, B), most_sets=0)) == []
    assert told(lines, percent(1, "10", Part(1, A), Part(1, B), most_discount=0)) == []
    assert told(lines, bundle(1, "gift", Part(1, A), Part(1, B))) == []
