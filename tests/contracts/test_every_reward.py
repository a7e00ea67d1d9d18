"""Every registered reward, whoever wrote it: what the search for the best combination relies on."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.bundle_terms import Piece
from crosssell.core.bundle_worth import FINE
from tests import hostile

PLUGINS = registry.all_of("rewards")
SETS = (
    [Piece(1_000, False), Piece(399), Piece(1)],
    [Piece(0), Piece(0), Piece(0)],
    [Piece(33), Piece(33), Piece(33, False)],
)
EACH = pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.code)
SOME = settings(max_examples=100)
# Prices of three sets of the same three parts, and which parts the reward is for.
PRICES = st.lists(
    st.lists(st.sampled_from((0, 1, 7, 10, 33, 99, 250)), min_size=3, max_size=3),
    min_size=3,
    max_size=3,
)
FLAGS = st.sampled_from(((True, True, True), (False, True, True), (False, False, True)))
AMOUNTS = st.sampled_from((0, 5, 40, 150))


def asked(plugin: registry.Plugin, sets: Sequence[Sequence[Piece]], args: Any, amount: int) -> Any:
    """The discounts: one a piece, none below 0 or above its price, or where it may not go."""
    given = plugin.run(sets, args, amount if plugin.amount else None)
    assert plugin.run(sets, args, amount if plugin.amount else None) == given
    assert [len(each) for each in given] == [len(pieces) for pieces in sets]
    for offs, pieces in zip(given, sets, strict=True):
        for off, piece in zip(offs, pieces, strict=True):
            assert type(off) is int
            assert 0 <= off <= (piece.price if piece.rewarded else 0)
    return given


def total(plugin: registry.Plugin, sets: Sequence[Sequence[Piece]], amount: int) -> int:
    """What sets save together, with every arg filled in."""
    args = parse(plugin.args, hostile.filled(plugin.args))
    return sum(map(sum, asked(plugin, sets, args, amount)))


def unrounded(plugin: registry.Plugin, pieces: Sequence[Piece], amount: int) -> Fraction:
    """What a set saves alone, in fractions of a minor unit."""
    fine = [Piece(piece.price * FINE, piece.rewarded) for piece in pieces]
    return Fraction(total(plugin, [fine], amount * FINE), FINE)


def sets_of(prices: list[list[int]], flags: Sequence[bool]) -> list[list[Piece]]:
    """As many sets as prices, each with a piece a part."""
    return [[Piece(*both) for both in zip(each, flags, strict=True)] for each in prices]


@EACH
def test_its_registration_says_what_it_needs(plugin: registry.Plugin) -> None:
    assert plugin.grows is None or plugin.one_part
    args = parse(plugin.args, hostile.filled(plugin.args))
    assert plugin.grows is None or plugin.grows(args) >= 1
    assert plugin.pieces is None or plugin.pieces(args) >= 1
    assert plugin.words, "Without words a bundle has no sentence."


@EACH
def test_hostile_args_are_refused_by_name_or_work(plugin: registry.Plugin) -> None:
    for name, data in hostile.hostile(plugin.args):
        refusal = hostile.refusal(plugin.args, data)
        if refusal is None:
            asked(plugin, SETS, parse(plugin.args, data), 500)
        else:
            assert refusal.field in data
            assert refusal.field == name or refusal.message, plugin.code


@EACH
def test_no_sets_get_nothing_and_any_amount_will_do(plugin: registry.Plugin) -> None:
    assert total(plugin, [], 500) == 0
    for amount in (0, 1, 10**12):
        assert total(plugin, SETS, amount) >= 0


@EACH
@SOME
@given(prices=PRICES, flags=FLAGS, amount=AMOUNTS)
def test_together_is_no_less_than_alone_and_is_rounded_down(
    plugin: registry.Plugin, prices: list[list[int]], flags: Sequence[bool], amount: int
) -> None:
    sets = sets_of(prices, flags)
    args = parse(plugin.args, hostile.filled(plugin.args))
    together = list(map(sum, asked(plugin, sets, args, amount)))
    exact = [unrounded(plugin, pieces, amount) for pieces in sets]
    assert sum(total(plugin, [pieces], amount) for pieces in sets) <= sum(together)
    assert sum(together) <= sum(exact)
    for off, most in zip(together, exact, strict=True):
        assert off < most + 1


@EACH
@SOME
@given(prices=PRICES, flags=FLAGS, amount=AMOUNTS, at=st.integers(0, 2), more=st.integers(1, 300))
def test_a_dearer_piece_never_saves_less(
    plugin: registry.Plugin,
    prices: list[list[int]],
    flags: Sequence[bool],
    amount: int,
    at: int,
    more: int,
) -> None:
    dearer = [list(each) for each in prices]
    dearer[0][at] += more
    before = total(plugin, sets_of(prices, flags), amount)
    assert before <= total(plugin, sets_of(dearer, flags), amount)


@pytest.mark.parametrize(
    "plugin",
    [one for one in PLUGINS if one.alike and not one.grows],
    ids=lambda plugin: plugin.code,
)
@SOME
@given(prices=PRICES, flags=FLAGS, amount=AMOUNTS)
def test_the_dearest_together_save_most_and_none_a_greater_share(
    plugin: registry.Plugin, prices: list[list[int]], flags: Sequence[bool], amount: int
) -> None:
    parts = [sorted(part, reverse=True) for part in zip(*prices, strict=True)]
    alike = sets_of([list(each) for each in zip(*parts, strict=True)], flags)
    assert total(plugin, sets_of(prices, flags), amount) <= total(plugin, alike, amount)
    equal = sets_of([[max(map(max, prices))] * 3], flags)[0]
    highest = max(share(plugin, pieces, amount) for pieces in (alike[0], alike[-1], equal))
    for pieces in sets_of(prices, flags):
        assert share(plugin, pieces, amount) <= highest


def share(plugin: registry.Plugin, pieces: Sequence[Piece], amount: int) -> Fraction:
    """What a set saves, as a share of what its rewarded pieces cost."""
    price = sum(piece.price for piece in pieces if piece.rewarded)
    return unrounded(plugin, pieces, amount) / price if price else Fraction(0)
