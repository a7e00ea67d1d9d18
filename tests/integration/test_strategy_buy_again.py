"""The customer's own purchases, due by their own rhythm."""

from typing import Any

import pytest

from crosssell.core.data import Customer
from tests import shopdata
from tests.strategies import DAY, MANY, NOW, ask, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Any:
    return shopdata.make_user()


def buy(user: Any, product: Any, *days_ago: float, **more: Any) -> None:
    for days in days_ago:
        shopdata.make_order(product, user=user, at=NOW - days * DAY, **more)


def of(user: Any) -> Any:
    return page(customer=Customer(user.pk))


def test_the_most_due_comes_first(ann: Any) -> None:
    half, due, late, gone = [shopdata.make_product(name) for name in "HDLG"]
    buy(ann, half, 15, 5)
    buy(ann, due, 30, 20, 10)
    buy(ann, late, 21, 14)
    buy(ann, gone, 110, 100)
    [found] = ask("buy_again", of(ann))
    assert {one.product_id: one.score for one in found} == pytest.approx(
        {due.pk: 3 / 4, late.pk: 2 / 3, half.pk: 2 / 3 * 0.5, gone.pk: 2 / 3 * 2 / 10}
    )
    assert [one.product_id for one in found] == [due.pk, late.pk, half.pk, gone.pk]
    assert found[0].parts == {"times": 3.0, "days since": 10.0, "due": 1.0}
    assert ids(ask("buy_again", of(ann), limit=2)) == [[due.pk, late.pk]]


def test_what_was_bought_once_counts_where_that_is_enough(ann: Any) -> None:
    once, often = shopdata.make_product("Once"), shopdata.make_product("Often")
    buy(ann, once, 15)
    buy(ann, often, 20, 10)
    asks = {}, {"least": 1}, {"least": 1, "days": 15}, {"least": 3}
    found = ask("buy_again", of(ann), *asks)
    assert ids(found) == [[often.pk], [often.pk, once.pk], [often.pk, once.pk], []]
    assert [some[-1].score for some in found[:3]] == pytest.approx([2 / 3, 0.25, 0.5])


def test_variants_count_as_one_and_refused_orders_not_at_all(ann: Any) -> None:
    parent, [small, big] = shopdata.make_parent("Milk", {"Small": "1", "Big": "2"})
    buy(ann, small, 20)
    buy(ann, big, 10)
    tea = shopdata.make_product("Tea")
    buy(ann, tea, 20)
    buy(ann, tea, 10, status="Cancelled")
    buy(None, tea, 8)
    buy(shopdata.make_user("bob@example.com"), tea, 6)
    assert ids(ask("buy_again", of(ann))) == [[parent.pk]]


def test_which_orders_are_sales_is_the_shops_to_say(ann: Any, settings: Any) -> None:
    tea = shopdata.make_product("Tea")
    buy(ann, tea, 20, status="Paid")
    buy(ann, tea, 10, status="RETURNED")
    every = {"least": 1}
    settings.CROSSSELL = {"ORDER_STATUSES": ["Paid"]}
    assert ask("buy_again", of(ann), every)[0][0].parts["times"] == 1.0
    settings.CROSSSELL = {"ORDER_STATUSES": []}
    assert ids(ask("buy_again", of(ann), every)) == [[]]
    settings.CROSSSELL = {"REFUSED_STATUSES": []}
    assert ask("buy_again", of(ann), every)[0][0].parts["times"] == 2.0


def test_two_orders_of_a_day_do_not_make_a_rhythm_of_seconds(ann: Any) -> None:
    tea = shopdata.make_product("Tea")
    buy(ann, tea, 1.001, 1)
    [[found]] = ask("buy_again", of(ann))
    assert found.parts["due"] == pytest.approx(1.0)


def test_a_back_test_knows_no_later_order(ann: Any) -> None:
    tea = shopdata.make_product("Tea")
    buy(ann, tea, 30, 20, 1)
    [[found]] = ask("buy_again", of(ann), as_of=NOW - 10 * DAY)
    assert found.parts == {"times": 2.0, "days since": 10.0, "due": 1.0}
    # The order that is just being placed is not known to itself either.
    assert ids(ask("buy_again", of(ann), as_of=NOW - 20 * DAY)) == [[]]


def test_guests_have_nothing_and_cost_nothing(ann: Any) -> None:
    buy(ann, shopdata.make_product("Tea"), 20, 10)
    for nobody in (page(), page(customer=Customer())):
        assert ids(ask("buy_again", nobody)) == [[]]
        assert queries("buy_again", nobody) == 0
    asks = [{"least": n} for n in range(1, MANY)]
    assert queries("buy_again", of(ann), *asks) == queries("buy_again", of(ann)) == 1


def test_readiness_counts_customers_not_orders(ann: Any) -> None:
    assert readiness("buy_again").level == "empty"
    tea = shopdata.make_product("Tea")
    buy(ann, tea, 3, 2)
    buy(None, tea, 2)
    buy(shopdata.make_user("bob@example.com"), tea, -1)
    found = readiness("buy_again")
    assert found.level == "thin"
    assert found.have == "1 customer with an account has ordered."
