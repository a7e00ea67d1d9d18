"""No combination of bundles saves more than the one that is found, in JPY, EUR and KWD."""

from hypothesis import given

from crosssell.core.bundle_bound import levels_of, roof_of
from crosssell.core.bundle_choices import Nodes, places_of
from crosssell.core.bundle_groups import in_order
from crosssell.core.bundle_search import Search
from crosssell.core.bundle_stock import classes_of, wanted_of
from crosssell.core.bundle_worth import Worth
from crosssell.core.bundles import best
from tests.core.bundle_cases import CASES, UNLIMITED, Case, baskets, reward
from tests.core.bundle_oracle import most_saved
from tests.proofs import proven

ONE_BUNDLE = baskets(4, 1, (UNLIMITED,))
FREE = baskets(4, 3, (UNLIMITED,))


@proven
@given(CASES)
def test_nothing_saves_more(case: Case) -> None:
    assert case.best().discount == most_saved(case.lines, case.terms)


@proven
@given(ONE_BUNDLE)
def test_nothing_saves_more_where_one_bundle_has_the_basket_for_itself(case: Case) -> None:
    assert case.best().discount == most_saved(case.lines, case.terms)


@proven
@given(FREE)
def test_the_search_needs_no_head_start(case: Case) -> None:
    # Where a good combination is known from the start, a faulty search is seldom seen.
    terms = list(case.terms)
    classes = classes_of(case.lines, terms)
    wanted = wanted_of(classes, terms, [reward(one.reward) for one in terms])
    counts = tuple(one.count for one in classes)
    worth = Worth(classes, 10**6)
    roofs = [roof_of(one, counts, worth) for one in in_order(wanted)]
    places = places_of(roofs, levels_of(roofs, counts, worth), worth, Nodes(10**6))
    found = Search(places, frozenset()).above(-1, counts)
    assert found is not None
    assert found[0] // 10**6 == most_saved(case.lines, case.terms)


@proven
@given(CASES)
def test_a_good_combination_is_possible_and_never_better_than_the_best(case: Case) -> None:
    good, most = best(case.lines, case.terms, reward, nodes=0), case.best()
    takes = [take for one in good.sets for take in one.takes]
    for line in case.lines:
        assert sum(take.quantity for take in takes if take.line == line.id) <= line.quantity
    assert good.discount <= most.discount
    assert not good.exact or good.discount == most.discount
