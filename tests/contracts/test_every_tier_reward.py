"""Every registered reward of a tier, whoever wrote it: what pricing and shipping rely on."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosssell import registry
from crosssell.core.args import parse, specs
from crosssell.core.bundle_terms import Piece
from crosssell.core.threshold_terms import DISCOUNT, GIVES, SHIPPING, VOUCHER, Worth
from tests import hostile

PLUGINS = registry.all_of("tier_rewards")
ORDER = [Piece(1_000), Piece(399), Piece(0), Piece(1)]
PARCELS = (("post", "DE", 495), ("a", "a", 495), ("", "", 495), ("a", "a", 0), ("post", "a", 1))
SOME = settings(max_examples=100)
PRICES = st.lists(st.sampled_from((0, 1, 7, 10, 33, 99, 250)), max_size=5)
AMOUNTS = st.sampled_from((0, 5, 40, 150, 10**9))


def each(*gives: str) -> Any:
    chosen = [one for one in PLUGINS if not gives or one.gives in gives]
    return pytest.mark.parametrize("plugin", chosen, ids=lambda plugin: plugin.code)


def filled(plugin: registry.Plugin) -> Any:
    return parse(plugin.args, hostile.filled(plugin.args))


def asked(plugin: registry.Plugin, args: Any, amount: int) -> None:
    """Ask for what it gives; the answer must be one that can be given."""
    has = amount if plugin.amount else None
    if plugin.gives == DISCOUNT:
        taken(plugin, ORDER, args, amount)
    elif plugin.gives == SHIPPING:
        for parcel in PARCELS:
            off = plugin.run(parcel, args, has)
            assert type(off) is int
            assert 0 <= off <= parcel[2]
    elif plugin.gives == VOUCHER:
        worth = plugin.run(args, has)
        assert type(worth) is Worth
        assert worth.days >= 1
        if worth.percent is None:
            assert 0 <= worth.amount <= amount
        else:
            assert isinstance(worth.percent, Decimal)
            assert 0 < worth.percent <= 100
            assert worth.amount == 0


def taken(plugin: registry.Plugin, pieces: Sequence[Piece], args: Any, amount: int) -> list[int]:
    """What it takes off each line of an order: none below 0 or above its price."""
    [parts] = plugin.run([pieces], args, amount if plugin.amount else None)
    assert len(parts) == len(pieces)
    for part, piece in zip(parts, pieces, strict=True):
        assert type(part) is int
        assert 0 <= part <= piece.price
    found: list[int] = parts
    return found


@each()
def test_its_registration_says_what_it_gives(plugin: registry.Plugin) -> None:
    assert plugin.gives in GIVES
    assert plugin.words, "Without words a bar cannot say what is near."
    said = {one.name: "7" for one in specs(plugin.args)}
    assert "%" not in (plugin.words % (7 if plugin.amount else said)).replace("7 %", "")


@each()
def test_hostile_args_are_refused_by_name_or_work(plugin: registry.Plugin) -> None:
    for name, data in hostile.hostile(plugin.args):
        refusal = hostile.refusal(plugin.args, data)
        if refusal is None:
            asked(plugin, parse(plugin.args, data), 500)
        else:
            assert refusal.field == name, plugin.code


@each()
def test_any_amount_will_do(plugin: registry.Plugin) -> None:
    for amount in (0, 1, 500, 10**12):
        asked(plugin, filled(plugin), amount)


@each(DISCOUNT)
@SOME
@given(prices=PRICES, amount=AMOUNTS)
def test_it_takes_no_more_off_than_the_order_costs_and_always_the_same(
    plugin: registry.Plugin, prices: list[int], amount: int
) -> None:
    pieces = [Piece(price) for price in prices]
    found = taken(plugin, pieces, filled(plugin), amount)
    assert taken(plugin, pieces, filled(plugin), amount) == found
    # Which line is which does not change the sum.
    assert sum(taken(plugin, pieces[::-1], filled(plugin), amount)) == sum(found)


@each(DISCOUNT)
@SOME
@given(prices=PRICES.filter(bool), amount=AMOUNTS, at=st.integers(0, 4), more=st.integers(1, 300))
def test_a_dearer_line_never_saves_less(
    plugin: registry.Plugin, prices: list[int], amount: int, at: int, more: int
) -> None:
    dearer = list(prices)
    dearer[at % len(prices)] += more
    before, after = (
        sum(taken(plugin, [Piece(price) for price in some], filled(plugin), amount))
        for some in (prices, dearer)
    )
    assert before <= after <= before + more
