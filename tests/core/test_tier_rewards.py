"""What each reward of a tier gives, to the minor unit."""

from decimal import Decimal
from typing import Any

import pytest

from crosssell import registry
from crosssell.core.args import ArgsError, parse
from crosssell.core.bundle_terms import Piece
from crosssell.core.threshold_terms import DISCOUNT, GIFT, MESSAGE, SHIPPING, VOUCHER, Worth


def asked(code: str, *what: Any, amount: int | None = None, **args: Any) -> Any:
    """What the reward answers, given these args."""
    plugin = registry.get("tier_rewards", code)
    return plugin.run(*what, parse(plugin.args, args), amount)


def order(*prices: int) -> list[list[Piece]]:
    """The whole order as one set."""
    return [[Piece(price) for price in prices]]


def test_what_each_gives_and_which_of_them_need_an_amount() -> None:
    known = {one.code: (one.gives, one.amount) for one in registry.all_of("tier_rewards")}
    assert known == {
        "amount_off": (DISCOUNT, True),
        "free_shipping": (SHIPPING, False),
        "gift_of_choice": (GIFT, False),
        "message": (MESSAGE, False),
        "percent": (DISCOUNT, False),
        "voucher_amount": (VOUCHER, True),
        "voucher_percent": (VOUCHER, False),
    }


def test_percent_off_the_order_is_rounded_down_once() -> None:
    assert asked("percent", order(1_000, 500, 1), percent="10") == [[100, 50, 0]]
    # 15 % of 4.12 is 0.618, and of each line 0.1545.
    assert asked("percent", order(103, 103, 103, 103), percent="15") == [[16, 15, 15, 15]]
    assert asked("percent", order(), percent="15") == [[]]


def test_an_amount_off_the_order_is_no_more_than_it_costs() -> None:
    assert asked("amount_off", order(300, 100), amount=100) == [[75, 25]]
    assert asked("amount_off", order(300, 100), amount=401) == [[300, 100]]
    assert asked("amount_off", order(300, 100)) == [[0, 0]]
    assert asked("amount_off", order(), amount=100) == [[]]


@pytest.mark.parametrize(
    ("args", "free"),
    [
        ({}, True),
        ({"methods": ["post"]}, True),
        ({"methods": ["courier"]}, False),
        ({"methods": ["courier", "post"]}, True),
        ({"countries": ["DE"]}, True),
        ({"countries": ["AT"]}, False),
        ({"methods": ["post"], "countries": ["AT", "DE"]}, True),
        ({"methods": ["post"], "countries": ["AT"]}, False),
        ({"methods": ["courier"], "countries": ["DE"]}, False),
    ],
)
def test_the_parcel_is_free_by_these_methods_to_these_countries(
    args: dict[str, Any], free: bool
) -> None:
    assert asked("free_shipping", ("post", "DE", 495), **args) == (495 if free else 0)


def test_a_voucher_says_what_it_is_worth_and_how_long() -> None:
    assert asked("voucher_percent", percent="7.5") == Worth(Decimal("7.5"), 0, 60)
    assert asked("voucher_percent", percent="5", days=14) == Worth(Decimal(5), 0, 14)
    assert asked("voucher_amount", amount=500) == Worth(None, 500, 60)
    assert asked("voucher_amount", amount=500, days=7) == Worth(None, 500, 7)
    assert asked("voucher_amount") == Worth(None, 0, 60)


@pytest.mark.parametrize(
    ("code", "args", "field"),
    [
        ("percent", {"percent": "0"}, "percent"),
        ("percent", {"percent": "100.01"}, "percent"),
        ("percent", {"percent": "0.005"}, "percent"),
        ("voucher_percent", {"percent": "101"}, "percent"),
        ("voucher_percent", {"percent": "5", "days": 0}, "days"),
        ("voucher_amount", {"days": 3651}, "days"),
    ],
)
def test_args_that_make_no_sense_are_refused(code: str, args: dict[str, Any], field: str) -> None:
    with pytest.raises(ArgsError) as refused:
        parse(registry.get("tier_rewards", code).args, args)
    assert refused.value.field == field
