"""What holds for every basket and every combination of bundles, in JPY, EUR and KWD."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product

from hypothesis import example, given
from hypothesis import strategies as st

from crosssell.core.args import parse
from crosssell.core.bundle_terms import Combination, GivenSet, Part, Piece, Priced, Terms
from crosssell.core.bundles import best
from crosssell.core.money import digits, from_minor
from tests.core.bundle_cases import CASES, KEYS, ROWS, Case, made, reward, reward_args
from tests.proofs import proven

MORE = st.tuples(CASES, ROWS, st.booleans())


def taken(found: Combination) -> Counter[int]:
    """By line, the pieces that are in sets."""
    return Counter(
        {
            line: sum(
                take.quantity for one in found.sets for take in one.takes if take.line == line
            )
            for line in {take.line for one in found.sets for take in one.takes}
        }
    )


def saved(case: Case, found: Combination) -> dict[int, Decimal]:
    """By line, what it gets off, as an amount of the currency."""
    return {
        line.id: sum(
            (
                from_minor(take.discount, digits(case.currency))
                for one in found.sets
                for take in one.takes
                if take.line == line.id
            ),
            start=Decimal(0),
        )
        for line in case.lines
    }


@proven
@given(CASES)
def test_the_lines_add_up_to_the_whole(case: Case) -> None:
    found = case.best()
    whole = from_minor(found.discount, digits(case.currency))
    assert sum(saved(case, found).values(), start=Decimal(0)) == whole


@proven
@given(CASES)
def test_no_line_costs_less_than_nothing_or_more_than_before(case: Case) -> None:
    found = case.best()
    for line_id, off in saved(case, found).items():
        [line] = [line for line in case.lines if line.id == line_id]
        assert 0 <= off <= case.prices[line_id] * line.quantity
        assert -off.as_tuple().exponent <= digits(case.currency)
    for one in found.sets:
        for take in one.takes:
            [line] = [line for line in case.lines if line.id == take.line]
            assert 0 <= take.discount <= line.price * take.quantity
    assert case.total() >= 0


@proven
@given(CASES)
def test_no_piece_is_used_twice_and_every_set_is_whole(case: Case) -> None:
    found = case.best()
    lines = {line.id: line for line in case.lines}
    assert all(count <= lines[line].quantity for line, count in taken(found).items())
    terms = {one.id: one for one in case.terms}
    for one in found.sets:
        wanted = terms[one.bundle]
        for place, part in enumerate(wanted.parts):
            takes = [take for take in one.takes if take.part == place]
            assert all(lines[take.line].keys & part.targets for take in takes)
            size = sum(take.quantity for take in takes)
            if wanted.reward == "quantity_tiers":
                assert size >= max(part.quantity, wanted.args.quantities[0])
            else:
                assert size == part.quantity


@proven
@given(CASES)
def test_limits_are_kept(case: Case) -> None:
    found = case.best()
    sets = Counter(one.bundle for one in found.sets)
    lines = {line.id: line for line in case.lines}
    for one in case.terms:
        given_sets = [each for each in found.sets if each.bundle == one.id]
        assert one.most_sets is None or sets[one.id] <= one.most_sets
        total = sum(each.discount for each in given_sets)
        assert one.most_discount is None or total <= one.most_discount
        assert not (one.alone and given_sets) or set(sets) == {one.id}
        for each in given_sets:
            assert leaves(
                one, lines, [(take.line, take.quantity) for take in each.takes], each.discount
            )


def leaves(one: Terms, lines: dict[int, Priced], pieces: list[tuple[int, int]], off: int) -> bool:
    """Whether a set leaves the margin; prices here are without tax."""
    costs = [(lines[line].cost, quantity) for line, quantity in pieces]
    if one.margin_floor is None or any(cost is None for cost, _quantity in costs):
        return True
    paid = sum(lines[line].price * quantity for line, quantity in pieces) - off
    cost = sum((cost or 0) * quantity for cost, quantity in costs)
    return paid * (1 - Fraction(one.margin_floor)) >= cost


@proven
@given(CASES, st.integers(0, 5))
def test_the_order_of_lines_and_bundles_does_not_matter(case: Case, which: int) -> None:
    lines = (list(permutations(case.lines)) * 6)[which]
    terms = (list(permutations(case.terms)) * 6)[5 - which]
    assert best(lines, terms, reward) == case.best()


@proven
@given(MORE)
def test_one_more_piece_costs_at_most_its_price(
    more: tuple[Case, tuple[int, int, int, int], bool],
) -> None:
    case, row, known = more
    if known:
        # One more of the first line, not a new line.
        line = case.lines[0]
        after = case._replace(lines=(replace(line, quantity=line.quantity + 1), *case.lines[1:]))
        price = case.prices[line.id]
    else:
        other = made(case.currency, [row], ())
        added = replace(other.lines[0], id=99, quantity=1)
        price = other.prices[1]
        after = case._replace(lines=(*case.lines, added), prices=case.prices | {99: price})
    assert after.total() <= case.total() + price


# Yen: 33 and twice 15, each 10 % off, and 5 to be given. All three would get 6.3; two get 4.8.
BUDGET = made(
    "JPY",
    [(33, 1, 3, 0), (15, 2, 0, 0)],
    [
        Terms(
            0,
            (Part(1, KEYS[0]),),
            "percent",
            parse(reward_args("percent"), {"percent": "10"}),
            most_discount=5,
        )
    ],
)


@proven
@example(BUDGET)
@given(CASES)
def test_twice_is_once(case: Case) -> None:
    found = case.best()
    assert case.best() == found
    alone = any(each.bundle in _alone(case) for each in found.sets)
    given = Counter(each.bundle for each in found.sets)
    open_ones = [
        replace(one, most_sets=_less(one.most_sets, given[one.id]))
        for one in case.terms
        if not (found.sets and one.alone)
        and not (one.reward == "quantity_tiers" and one.id in given)
        and not alone
    ]
    used = taken(found)
    rest = [replace(line, quantity=line.quantity - used[line.id]) for line in case.lines]
    # A budget is of all sets together, which may round to a unit more than each by itself.
    bounded = [one for one in open_ones if one.most_discount is not None and one.id in given]
    others = [one for one in open_ones if one not in bounded]
    assert best(rest, others, reward).discount == 0
    for one in bounded:
        assert not list(_fitting(one, case, rest, found))


def _fitting(
    one: Terms, case: Case, rest: Sequence[Priced], found: Combination
) -> Iterator[GivenSet]:
    """One more set of a bundle from what is left, where its budget holds it beside the others."""
    before = [each for each in found.sets if each.bundle == one.id]
    single = replace(one, most_discount=None, most_sets=_less(1, one.most_sets == 0))
    for quantities in product(*(range(line.quantity + 1) for line in rest)):
        some = [replace(line, quantity=q) for line, q in zip(rest, quantities, strict=True) if q]
        for added in best(some, [single], reward).sets:
            together = _together(one, case, [*before, added])
            more = together > sum(each.discount for each in before)
            if more and together <= (one.most_discount or 0):
                yield added


def _together(one: Terms, case: Case, sets: Sequence[GivenSet]) -> int:
    prices = {line.id: line.price for line in case.lines}
    pieces = [
        [
            Piece(prices[take.line], _is_rewarded(one, take.part))
            for take in each.takes
            for _piece in range(take.quantity)
        ]
        for each in sets
    ]
    return sum(map(sum, reward(one.reward).run(pieces, one.args, one.amount)))


def _is_rewarded(one: Terms, part: int) -> bool:
    return one.parts[part].rewarded or not any(each.rewarded for each in one.parts)


def _less(limit: int | None, used: int) -> int | None:
    return None if limit is None else limit - used


def _alone(case: Case) -> set[int]:
    return {one.id for one in case.terms if one.alone}
