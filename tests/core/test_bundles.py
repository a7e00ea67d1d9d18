"""Which bundles a basket gets, in examples that can be worked out by hand."""

from dataclasses import dataclass
from typing import Any

from crosssell.core.args import parse
from crosssell.core.bundle_terms import (
    Combination,
    GivenSet,
    Part,
    Piece,
    Priced,
    Take,
    Terms,
)
from crosssell.core.bundles import best
from tests.core.bundle_cases import reward, reward_args

A, B, C = (frozenset({("product", number)}) for number in (1, 2, 3))
ANY = frozenset({("category", 9)})


def line(at: int, keys: frozenset[Any], price: int, quantity: int = 1, **more: Any) -> Priced:
    return Priced(at, price, quantity, keys | ANY, **more)


def bundle(
    at: int, code: str, *parts: Part, args: dict[str, Any] | None = None, **more: Any
) -> Terms:
    return Terms(at, parts, code, parse(reward_args(code), args or {}), **more)


def percent(at: int, value: str, *parts: Part, **more: Any) -> Terms:
    return bundle(at, "percent", *parts, args={"percent": value}, **more)


def found(lines: list[Priced], *terms: Terms) -> Combination:
    """The best, which is exact."""
    given = best(lines, terms, reward)
    assert given.exact
    return given


def by_bundle(given: Combination) -> dict[int, list[int]]:
    """The discounts of the sets of each bundle."""
    sets: dict[int, list[int]] = {}
    for one in given.sets:
        sets.setdefault(one.bundle, []).append(one.discount)
    return sets


def test_a_set_tells_which_pieces_of_which_line_get_what() -> None:
    lines = [line(1, A, 1_000, 2), line(2, B, 500, 3)]
    given = found(lines, percent(7, "10", Part(1, A), Part(2, B)))
    assert given == Combination(
        (GivenSet(7, (Take(1, 0, 1, 100), Take(2, 1, 2, 100))),), exact=True
    )
    assert given.discount == 200


def test_no_lines_or_no_bundles_give_nothing() -> None:
    assert found([]) == found([line(1, A, 5)]) == Combination()
    assert found([], percent(1, "10", Part(1, A))) == Combination()
    assert found([line(1, A, 500, 0)], percent(1, "10", Part(1, A))) == Combination()
    assert found([line(1, A, 500)], bundle(1, "percent", args={"percent": "5"})) == Combination()


def test_pieces_go_where_they_save_most() -> None:
    terms = [
        bundle(1, "amount_off", Part(1, A), Part(1, B), amount=300),
        bundle(2, "amount_off", Part(1, A), Part(1, C), amount=250),
        bundle(3, "amount_off", Part(1, B), Part(1, C), amount=200),
    ]
    lines = [line(1, A, 1_000), line(2, B, 1_000), line(3, C, 1_000)]
    assert by_bundle(found(lines, *terms)) == {1: [300]}
    more = [line(1, A, 1_000, 2), line(2, B, 1_000), line(3, C, 1_000)]
    assert by_bundle(found(more, *terms)) == {1: [300], 2: [250]}


def test_greedy_would_be_wrong() -> None:
    # The best single bundle takes what two others need.
    terms = [
        bundle(1, "amount_off", Part(1, A), Part(1, B), amount=300),
        bundle(2, "amount_off", Part(1, A), Part(1, C), amount=200),
        bundle(3, "amount_off", Part(1, B), Part(1, C), amount=200),
    ]
    lines = [line(1, A, 1_000), line(2, B, 1_000), line(3, C, 1_000, 2)]
    assert by_bundle(found(lines, *terms)) == {2: [200], 3: [200]}


def test_the_dearest_together_make_the_dearest_piece_free() -> None:
    lines = [line(1, A, 900), line(2, B, 800), line(3, C, 100, 2)]
    given = found(lines, bundle(1, "cheapest_free", Part(2, ANY)))
    assert by_bundle(given) == {1: [800, 100]}


def test_a_set_that_costs_less_anyway_is_not_given() -> None:
    price = bundle(1, "fixed_price", Part(2, ANY), amount=1_000)
    assert found([line(1, A, 500, 2)], price) == Combination()
    assert found([line(1, A, 501, 2)], price).discount == 2


def test_a_set_that_brings_nothing_uses_up_no_limit() -> None:
    # 1 % of 30 is nothing; of four it is one, and four are needed for that.
    cheap = percent(1, "1", Part(1, A))
    assert found([line(1, A, 30, 3)], cheap) == Combination()
    assert by_bundle(found([line(1, A, 30, 4)], cheap)) == {1: [1, 0, 0, 0]}
    assert by_bundle(found([line(1, A, 30, 6)], cheap)) == {1: [1, 0, 0, 0]}


def test_a_growing_bundle_takes_what_others_leave() -> None:
    tiers = bundle(
        1, "quantity_tiers", Part(1, ANY), args={"quantities": [2, 4], "percents": ["5", "10"]}
    )
    lines = [line(1, A, 1_000), line(2, B, 1_000), line(3, C, 1_000, 2)]
    assert by_bundle(found(lines, tiers)) == {1: [400]}
    # A and B are worth more elsewhere, and the others then reach only the first tier.
    dear = bundle(2, "amount_off", Part(1, A), Part(1, B), amount=301)
    assert by_bundle(found(lines, tiers, dear)) == {1: [100], 2: [301]}
    assert by_bundle(
        found(lines, tiers, bundle(2, "amount_off", Part(1, A), Part(1, B), amount=299))
    ) == {1: [400]}
    # Its least is what the part says, where that is more.
    most = Terms(1, (Part(5, ANY),), "quantity_tiers", tiers.args)
    assert found(lines, most) == Combination()
    assert found(lines, Terms(1, (Part(1, A), Part(1, B)), "quantity_tiers", tiers.args)).sets == ()


def test_a_gift_needs_something_bought() -> None:
    lines = [line(1, A, 1_000), line(2, B, 300)]
    assert found(lines, bundle(1, "gift", Part(1, A), Part(1, B, True))).discount == 300
    assert found(lines, bundle(1, "gift", Part(1, A), Part(1, B))) == Combination()
    assert found(lines, bundle(1, "gift", Part(1, B, True))) == Combination()


def test_parts_that_want_the_same_piece_share_it_out() -> None:
    one_and_any = percent(1, "10", Part(1, A), Part(1, ANY))
    lines = [line(1, A, 1_000), line(2, B, 400)]
    given = found(lines, one_and_any)
    assert given.sets == (GivenSet(1, (Take(1, 0, 1, 100), Take(2, 1, 1, 40))),)
    assert by_bundle(found([line(1, A, 1_000, 3), line(2, B, 400)], one_and_any)) == {1: [200, 140]}


def test_two_parts_of_one_product_need_two_of_it() -> None:
    lines = [line(1, A, 1_000, 3), line(2, B, 400, 9)]
    twice = percent(1, "10", Part(1, A), Part(1, A), Part(1, B))
    assert by_bundle(found(lines, twice)) == {1: [240]}


def test_equal_pieces_come_from_the_first_line() -> None:
    lines = [line(5, A, 700), line(3, A, 700, 2)]
    given = found(lines, percent(1, "10", Part(2, A)))
    assert given.sets[0].takes == (Take(3, 0, 2, 140),)


@dataclass(frozen=True)
class DearestFree:
    """A reward of another package, for which the dearest pieces must not go together."""

    rewarded: bool = False
    grows: None = None
    alike: bool = False

    def run(self, sets: list[list[Piece]], args: object, amount: int | None) -> list[list[int]]:
        return [
            [piece.price + 1 if piece is max(pieces) else -1 for piece in pieces] for pieces in sets
        ]


def test_a_reward_of_which_nothing_is_known_is_tried_set_by_set() -> None:
    lines = [line(at, ANY, price) for at, price in enumerate((101, 100, 99, 98), 1)]
    given = best(lines, [Terms(1, (Part(2, ANY),), "dear", None)], lambda _code: DearestFree())
    # Never below 0, and never more than a piece costs.
    assert sorted(one.discount for one in given.sets) == [100, 101]
    assert [take.discount for one in given.sets for take in one.takes].count(0) == 2
    assert given.exact
