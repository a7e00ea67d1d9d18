"""What replayed orders add up to."""

from crosssell.core.bundle_terms import GivenSet, Priced, Take
from crosssell.core.replay import Outcome, Rival, Told, by_bundle, outcome

NO_KEYS = frozenset[tuple[str, int]]()


def test_an_outcome_adds_up_the_takes() -> None:
    lines = {
        1: Priced(1, 400, 3, NO_KEYS, net=400, cost=250),
        2: Priced(2, 250, 1, NO_KEYS),
    }
    sets = [
        GivenSet(9, (Take(1, 0, 2, 80), Take(2, 1, 1, 25))),
        GivenSet(9, (Take(1, 0, 1, 40),)),
    ]

    assert outcome("100", 1_450, lines, sets) == Outcome(
        number="100", value=1_450, sets=2, pieces=4, taken=1_450, discount=145,
        known=3, paid=3 * 400 - 120, cost=750,
    )  # fmt: skip


def test_a_discount_with_tax_is_brought_to_what_is_without() -> None:
    # 20 % tax: 100 off the price is 83.33 off what the shop keeps, and never told as less.
    lines = {1: Priced(1, 1_200, 1, NO_KEYS, net=1_000, cost=900)}

    told = outcome("1", 1_200, lines, [GivenSet(1, (Take(1, 0, 1, 100),))])

    assert (told.paid, told.cost) == (1_000 - 84, 900)


def test_a_free_piece_has_no_share_to_bring() -> None:
    lines = {1: Priced(1, 0, 1, NO_KEYS, net=0, cost=10)}

    assert outcome("1", 0, lines, [GivenSet(1, (Take(1, 0, 1, 0),))]).paid == 0


def out(number: str, discount: int, value: int, sets: int = 1) -> Outcome:
    return Outcome(number, value, sets, 2 * sets, value, discount)


def told(*outcomes: Outcome) -> Told:
    return Told(orders=10, value=9_999, qualified=len(outcomes), outcomes=list(outcomes))


def test_totals_mean_and_middle() -> None:
    some = told(out("1", 10, 100), out("2", 40, 400), out("3", 15, 200, sets=2))

    assert (some.given, some.total("discount"), some.total("sets")) == (3, 65, 4)
    assert (some.average(), some.median()) == (22, 15)
    assert (told().average(), told().median(), told().worst()) == (0, 0, None)
    assert told(out("1", 10, 100), out("2", 15, 100)).average() == 13


def test_the_worst_is_the_greatest_then_its_share_then_the_first() -> None:
    some = told(out("1", 40, 900), out("2", 40, 400), out("3", 40, 400), out("4", 39, 40))

    assert some.worst() == some.outcomes[1]


def test_discounts_are_grouped_by_their_share_of_the_order() -> None:
    some = told(
        out("1", 2, 100), out("2", 3, 100), out("3", 10, 100), out("4", 100, 100), out("5", 0, 0)
    )

    assert some.shares() == [1, 1, 1, 0, 0, 2]
    assert told().shares() == [0] * 6


def test_orders_are_grouped_by_their_sets() -> None:
    some = told(out("1", 1, 9), out("2", 1, 9, sets=3), out("3", 1, 9, sets=7))

    assert some.times(3) == [1, 0, 2]


def test_a_rival_counts_what_it_loses_and_keeps() -> None:
    rival = Rival()
    rival.count(100, 40, kept=False)
    rival.count(100, 100, kept=True)
    rival.count(50, 50, kept=False)

    assert rival == Rival(orders=3, before=250, after=190, lost=1, kept=1)


def test_sets_are_told_apart_by_their_bundle() -> None:
    first, second, third = (GivenSet(pk, ()) for pk in (4, 2, 4))

    assert by_bundle([first, second, third]) == {4: [first, third], 2: [second]}
