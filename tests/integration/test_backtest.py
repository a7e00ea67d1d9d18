"""A back-test learns from what came before, replays the rest, and tells what was hit."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from crosssell import backtest
from crosssell.models import Bestseller, Pair, Run
from tests import shopdata
from tests.learned import learn, place, rule
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db

ORDERS = 20


def day(number: int) -> datetime:
    return MIDDAY + timedelta(days=number)


@pytest.fixture
def goods() -> dict[str, Any]:
    """Ten orders of tea and cup, ten of rye and jam; then three to replay.

    Whichever product of them is asked: the first is a hit, the second shows what is no hit, and
    nothing is known of the products of the third.
    """
    names = ("Tea", "Cup", "Rye", "Jam", "Salt", "Oil")
    found = {name: shopdata.make_product(name) for name in names}
    tea, cup, rye, jam, salt, oil = found.values()
    for number in range(10):
        shopdata.make_order(tea, cup, at=day(number))
        shopdata.make_order(rye, jam, at=day(number))
    shopdata.make_order(tea, cup, at=day(20))
    shopdata.make_order(tea, rye, at=day(21))
    shopdata.make_order(salt, oil, at=day(22))
    return found


def by_code(result: backtest.Result) -> dict[str, dict[str, Any]]:
    return {one["code"]: one for one in result.sources}


def rates(told: dict[str, Any]) -> tuple[float, float, float]:
    return tuple(round(told[name], 4) for name in ("hit_rate", "empty", "short"))


def test_what_was_bought_with_the_asked_product_is_a_hit(goods: dict[str, Any]) -> None:
    made = place(rule(), max_items=1)
    result = backtest.backtest(made.pk, orders=3)
    assert (result.kind, result.asked, result.learned_orders) == ("product", 3, ORDERS)
    assert (result.first[:10], result.last[:10], result.most) == ("2026-06-21", "2026-06-23", 1)
    tested = by_code(result)["tested"]
    assert rates(tested) == (0.3333, 0.3333, 0.0)
    assert (tested["hits"], tested["products"], tested["revenue"]) == (1, 2, {"USD": "4.00"})
    assert round(tested["coverage"], 4) == round(2 / 6, 4)
    assert round(tested["standard_error"], 4) == 0.2722
    assert by_code(result)["live"] == {**tested, "code": "live"}


def test_drafts_are_tested_beside_what_is_live_and_beside_bestsellers(
    goods: dict[str, Any],
) -> None:
    live = rule("matrix", name="Live")
    place(live, rule(name="Draft", active=False), max_items=1)
    result = by_code(backtest.backtest(live.placements.get().pk, orders=3))
    assert rates(result["tested"]) == (0.3333, 0.3333, 0.0)
    assert rates(result["live"]) == (0.0, 1.0, 0.0)
    assert result["bestsellers"]["empty"] == 0.0


def test_without_anything_live_in_the_slot_there_is_nothing_beside(goods: dict[str, Any]) -> None:
    made = place(rule(), active=False)
    assert list(by_code(backtest.backtest(made.pk, orders=3))) == ["tested", "bestsellers"]


def test_only_earlier_orders_are_known(goods: dict[str, Any]) -> None:
    """Oil and salt are bought together only in what is replayed."""
    made = place(rule(), max_items=4)
    oil, salt = goods["Oil"], goods["Salt"]
    shopdata.make_order(oil, salt, at=day(23))
    shopdata.make_order(oil, salt, at=day(24))
    learn({oil: [salt], salt: [oil]})
    tested = by_code(backtest.backtest(made.pk, orders=2))["tested"]
    assert rates(tested) == (1.0, 0.0, 1.0)
    tested = by_code(backtest.backtest(made.pk, orders=3))["tested"]
    assert rates(tested) == (0.0, 1.0, 0.0)


def test_the_live_run_stays_and_the_trial_leaves_nothing(goods: dict[str, Any]) -> None:
    live = learn({goods["Tea"]: [goods["Oil"]]}, best=[goods["Oil"]])
    made = place(rule(), max_items=1)
    pairs, best = Pair.objects.count(), Bestseller.objects.count()
    tested = by_code(backtest.backtest(made.pk, orders=3))["tested"]
    assert tested["hits"] == 1
    assert list(Run.objects.values_list("pk", "state")) == [(live.pk, "live")]
    assert (Pair.objects.count(), Bestseller.objects.count()) == (pairs, best)


def test_a_basket_slot_hides_one_product_and_shows_the_rest(goods: dict[str, Any]) -> None:
    made = place(rule(), slot="basket.below_lines", max_items=1)
    result = backtest.backtest(made.pk, orders=3)
    assert result.kind == "basket"
    tested = by_code(result)["tested"]
    assert (tested["hits"], tested["revenue"]) == (1, {"USD": "4.00"})


def test_a_thank_you_slot_asks_with_the_order(goods: dict[str, Any]) -> None:
    made = place(rule(), slot="thank_you.below_summary", max_items=1)
    result = backtest.backtest(made.pk, orders=3)
    assert (result.kind, by_code(result)["tested"]["hits"]) == ("order", 1)


def test_a_home_page_asks_with_the_visitor_alone(goods: dict[str, Any]) -> None:
    made = place(rule("bestsellers"), slot="home.below_hero", max_items=4)
    result = backtest.backtest(made.pk, orders=3)
    assert (result.kind, by_code(result)["tested"]["hits"]) == ("visitor", 2)


def test_a_category_page_asks_with_a_category_of_the_order() -> None:
    food = shopdata.make_category("Food")
    tea, cup = (shopdata.make_product(name, category=food) for name in ("Tea", "Cup"))
    shopdata.Product.objects.update(date_created=day(-1))
    for number in range(3):
        shopdata.make_order(tea, cup, at=day(number))
    in_food = ("in_category", {"categories": [food.pk]})
    made = place(
        rule("same_category", conditions=[in_food]), slot="category.below_products", max_items=1
    )
    result = backtest.backtest(made.pk, orders=1)
    assert (result.kind, by_code(result)["tested"]["hits"]) == ("category", 1)


def test_a_customer_is_known_as_before_the_order(goods: dict[str, Any]) -> None:
    ann = shopdata.make_user()
    tea, cup = goods["Tea"], goods["Cup"]
    first = ("first_order", {})
    made = place(rule(conditions=[first]), max_items=1)
    shopdata.make_order(tea, cup, at=day(30), user=ann)
    assert by_code(backtest.backtest(made.pk, orders=1))["tested"]["hits"] == 1
    shopdata.make_order(tea, cup, at=day(31), user=ann)
    assert by_code(backtest.backtest(made.pk, orders=1))["tested"]["hits"] == 0


def test_what_the_customer_bought_later_is_not_owned_yet(goods: dict[str, Any]) -> None:
    ann = shopdata.make_user()
    tea, cup = goods["Tea"], goods["Cup"]
    made = place(rule(filters=[("owned_already", {})]), max_items=1)
    shopdata.make_order(tea, cup, at=day(30), user=ann)
    assert by_code(backtest.backtest(made.pk, orders=1))["tested"]["hits"] == 1


def test_basket_conditions_and_dates_are_of_the_moment(goods: dict[str, Any]) -> None:
    total = ("basket_total", {"at_least": "4.00"})
    made = place(rule(conditions=[total]), slot="basket.below_lines", max_items=1)
    assert by_code(backtest.backtest(made.pk, orders=3))["tested"]["hits"] == 1
    made.rules.get().conditions.create(code="basket_total", args={"at_least": "4.01"})
    assert by_code(backtest.backtest(made.pk, orders=3))["tested"]["hits"] == 0


def test_progress_goes_from_learning_to_replaying(goods: dict[str, Any]) -> None:
    told: list[tuple[int, str]] = []
    made = place(rule(), max_items=1)
    backtest.backtest(made.pk, orders=3, progress=lambda *one: told.append(one))
    assert told[0] == (0, "Learning from earlier orders")
    assert told[-1] == (30, "Replaying orders")


@pytest.mark.parametrize(
    ("orders", "words"),
    [(3, "no rules"), (50, "No order is older than the ones to replay")],
)
def test_what_cannot_be_tested_says_why(goods: dict[str, Any], orders: int, words: str) -> None:
    made = place(*([] if orders == 3 else [rule()]))
    with pytest.raises(backtest.CannotTest, match=words):
        backtest.backtest(made.pk, orders=orders)
    assert Run.objects.count() == 0


def test_without_orders_or_placement_it_says_so() -> None:
    with pytest.raises(backtest.CannotTest, match="does not exist"):
        backtest.backtest(10**6)
    with pytest.raises(backtest.CannotTest, match="no past orders"):
        backtest.backtest(place(rule()).pk)
    broken = place(rule(), widget="gone")
    with pytest.raises(backtest.CannotTest, match="gone"):
        backtest.backtest(broken.pk)
