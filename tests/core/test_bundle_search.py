"""The search: which bundles compete, what bounds it, and what it falls back to."""

from typing import Any

import pytest

from crosssell.core.bundle_bound import levels_of, roof_of
from crosssell.core.bundle_groups import groups, in_order
from crosssell.core.bundle_stock import Wanted, classes_of, wanted_of
from crosssell.core.bundle_terms import Part, Priced, Terms
from crosssell.core.bundle_worth import Worth
from crosssell.core.bundles import NODES, best
from tests.core.bundle_cases import reward
from tests.core.test_bundles import ANY, A, B, C, bundle, line, percent

LINES = [line(1, A, 1_000, 2), line(2, B, 700), line(3, C, 300)]


def wanted(*terms: Terms, lines: list[Priced] = LINES) -> tuple[Wanted, ...]:
    return wanted_of(classes_of(lines, terms), terms, [reward(one.reward) for one in terms])


def ids(group: list[Wanted]) -> list[int]:
    return [one.terms.id for one in group]


def test_bundles_that_share_no_piece_are_apart() -> None:
    found = groups(
        wanted(
            percent(1, "10", Part(1, A)),
            percent(2, "10", Part(1, B)),
            percent(3, "10", Part(1, C)),
            percent(4, "10", Part(1, A), Part(1, B)),
        )
    )
    assert sorted(map(sorted, map(ids, found))) == [[1, 2, 4], [3]]


def test_those_with_few_choices_are_looked_at_first() -> None:
    tiers = {"quantities": [2], "percents": ["5"]}
    found = in_order(
        wanted(
            bundle(1, "quantity_tiers", Part(1, A), args=tiers),
            percent(2, "10", Part(1, ANY)),
            percent(3, "10", Part(1, A), Part(1, B)),
            percent(4, "10", Part(1, B)),
        )
    )
    assert ids(found) == [4, 3, 2, 1]


def test_equal_pieces_are_one_class_and_others_are_not() -> None:
    terms = [percent(1, "10", Part(1, ANY))]
    lines = [line(1, A, 500), line(2, B, 500), line(3, C, 600), line(4, frozenset(), 500, 0)]
    assert [(one.price, one.count) for one in classes_of(lines, terms)] == [(600, 1), (500, 2)]
    # Their costs matter only where a margin is asked for, their products where a part names one.
    costs = [line(1, A, 500, net=400, cost=9), line(2, B, 500, net=400, cost=8)]
    assert len(classes_of(costs, terms)) == 1
    assert len(classes_of(costs, [percent(1, "10", Part(1, ANY), margin_floor=0)])) == 2
    assert len(classes_of(lines, [*terms, percent(2, "10", Part(1, A))])) == 3


def test_the_bound_is_what_two_bundles_could_have_at_most() -> None:
    # Both want the one B: what it saves is counted once.
    terms = [
        bundle(1, "amount_off", Part(1, A), Part(1, B), amount=300),
        bundle(2, "amount_off", Part(1, B), Part(1, C), amount=200),
    ]
    classes = classes_of(LINES, terms)
    worth = Worth(classes, 10_000)
    counts = tuple(one.count for one in classes)
    roofs = [roof_of(one, counts, worth) for one in in_order(list(wanted(*terms)))]
    levels = levels_of(roofs, counts, worth)
    assert [level.bound(counts) // 10_000 for level in levels] == [300, roofs[1].base // 10_000, 0]
    assert all(roof.flat and roof.by_count for roof in roofs)


def hard(size: int) -> tuple[list[Priced], list[Terms]]:
    """Bundles that each want any of many different lines."""
    lines = [line(at, A, 1_000 + 37 * at * at % 501) for at in range(1, size)]
    terms = [
        bundle(1, "cheapest_free", Part(3, ANY)),
        percent(2, "30", Part(5, ANY)),
        bundle(3, "nth_at_percent", Part(4, A), args={"count": 2, "percent": "70"}),
        bundle(4, "amount_off", Part(2, A), amount=700),
    ]
    return lines, terms


def test_beyond_its_bound_it_gives_a_good_combination_and_says_so() -> None:
    lines, terms = hard(26)
    found = best(lines, terms, reward)
    assert not found.exact
    # No bundle alone saves more.
    assert found.discount >= max(best(lines, [one], reward).discount for one in terms)
    assert best(reversed(lines), reversed(terms), reward) == found


@pytest.mark.parametrize("nodes", [0, 1, 10, 100, NODES])
def test_more_nodes_never_save_less(nodes: int) -> None:
    lines, terms = hard(9)
    whole = best(lines, terms, reward, nodes=10**6)
    assert whole.exact
    assert best(lines, terms, reward, nodes=nodes).discount <= whole.discount


def test_a_basket_of_twenty_lines_and_bundles_is_decided_within_the_bound() -> None:
    keys: list[frozenset[Any]] = [frozenset({("product", at)}) for at in range(21)]
    lines = [line(at, keys[at], 400 + 173 * at % 997, 1 + at % 3) for at in range(1, 21)]
    terms = [
        percent(at, str(5 + at % 4 * 5), Part(1, keys[at]), Part(1, keys[at % 20 + 1]))
        for at in range(1, 19)
    ]
    terms.append(bundle(19, "cheapest_free", Part(3, keys[3] | keys[6] | keys[9] | keys[12])))
    terms.append(percent(20, "4", Part(4, ANY)))
    found = best(lines, terms, reward)
    assert found.exact
    assert found == best(lines, terms, reward, nodes=10**6)
