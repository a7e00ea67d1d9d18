"""A back-test that shows nothing says why: no rule applied, or it asked for the unknown."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import backtest
from crosssell.admin.backtests.words import told
from crosssell.models import BackTest
from crosssell.past import unknown
from tests import shopdata
from tests.learned import place, rule
from tests.merchant import sign_in
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db
DEVICE = ("device", {"device": "mobile"})
UNKNOWN = (
    "The rules have conditions that nobody can check for past orders: Device. What they ask for "
    "counts as not there, so the test tells little of these rules."
)


@pytest.fixture(autouse=True)
def goods() -> Any:
    """Four orders of tea and cup by nobody known."""
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    for number in range(4):
        shopdata.make_order(tea, cup, at=MIDDAY + timedelta(days=number))
    return tea, cup


def words(placement: Any, orders: int = 2) -> tuple[str, str]:
    found = told(backtest.backtest(placement.pk, orders=orders).as_dict())
    return found.applied, found.unknown


def test_it_counts_the_orders_in_which_a_rule_applied(goods: Any) -> None:
    user = shopdata.make_user()
    shopdata.make_order(*goods, at=MIDDAY + timedelta(days=9), user=user)
    made = place(rule(conditions=[("signed_in", {})]), max_items=1)

    assert words(made, 3) == ("In 1 of 3 orders a rule applied.", "")
    assert words(made, 1) == ("In 1 of 1 order a rule applied.", "")


def test_a_rule_that_applies_and_finds_nothing_has_applied() -> None:
    assert words(place(rule("matrix"), max_items=1))[0] == "In 2 of 2 orders a rule applied."


def test_conditions_on_what_nobody_knows_are_named_once(client: Client) -> None:
    sign_in(client)
    made = place(
        rule(name="A", conditions=[DEVICE, ("signed_in", {}, True)]),
        rule(name="B", conditions=[DEVICE]),
        max_items=1,
    )
    assert words(made) == ("In 0 of 2 orders a rule applied.", UNKNOWN)

    row = BackTest.objects.create(placement=made, orders=2)
    backtest.work(row.pk)
    page = client.get(reverse("admin:crosssell_backtest_change", args=(row.pk,)))

    html = page.content.decode()
    assert "<strong>In 0 of 2 orders a rule applied.</strong>" in html
    assert UNKNOWN in html


def test_a_result_from_before_this_was_counted_is_still_told() -> None:
    found = backtest.backtest(place(rule(), max_items=1).pk, orders=2).as_dict()
    del found["unknown"]
    for one in found["sources"]:
        del one["applied"]

    assert (told(found).applied, told(found).unknown) == ("", "")


@pytest.mark.parametrize(
    ("needs", "kind", "expected"),
    [
        (("visit",), "basket", True),
        (("visit.country",), "product", True),
        (("viewed", "viewed.categories"), "visitor", True),
        (("basket.vouchers",), "basket", True),
        (("basket.lines",), "basket", False),
        (("basket.lines",), "product", True),
        (("basket",), "order", False),
        (("customer.purchases", "order", "category"), "product", False),
        ((), "product", False),
    ],
)
def test_what_cannot_be_known_of_the_past(
    needs: tuple[str, ...], kind: str, expected: bool
) -> None:
    assert unknown(needs, kind) is expected
