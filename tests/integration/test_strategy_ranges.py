"""What is on offer, and what is drawn from a range."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from oscar.core.loading import get_model

from crosssell.core.data import Visit
from tests import shopdata
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness

pytestmark = pytest.mark.django_db
Range = get_model("offer", "Range")
Offer = get_model("offer", "ConditionalOffer")


def make(title: str, days: float = 1, **fields: Any) -> Any:
    product = shopdata.make_product(title, **fields)
    created(product, days)
    return product


def make_range(name: str, *products: Any, **fields: Any) -> Any:
    made = Range.objects.create(name=name, **fields)
    for product in products:
        made.add_product(product)
    return made


def make_offer(in_range: Any, start: datetime | None = None, **fields: Any) -> Any:
    condition = get_model("offer", "Condition").objects.create(
        range=in_range, type="Count", value=Decimal(1)
    )
    benefit = get_model("offer", "Benefit").objects.create(
        range=in_range, type="Percentage", value=Decimal(10)
    )
    name = f"Offer {Offer.objects.count()}"
    return Offer.objects.create(
        name=name, condition=condition, benefit=benefit, start_datetime=start, **fields
    )


def in_range(one: Any, seed: str = "a", **more: Any) -> list[int]:
    [found] = ask("random_from", page(visit=Visit(seed=seed)), {"range": one.pk}, **more)
    return [candidate.product_id for candidate in found]


def test_a_range_holds_what_oscar_says_it_holds() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    parent, [child] = shopdata.make_parent("Parent", {"Child": "1"})
    created(parent, 1)
    by_hand, filed, other = make("Hand"), make("Filed", category=tea), make("Other")
    hidden = make("Hidden", is_public=False)
    mixed = make_range("Mixed", by_hand, child, hidden)
    mixed.included_categories.add(food)
    assert set(in_range(mixed)) == {by_hand.pk, parent.pk, filed.pk}
    mixed.excluded_products.add(filed)
    whole = make_range("Whole", includes_all_products=True)
    whole.excluded_products.add(other)
    whole.excluded_categories.add(food)
    assert set(in_range(whole)) == {by_hand.pk, parent.pk}
    of_class = make_range("Class")
    of_class.classes.add(by_hand.product_class)
    assert set(in_range(of_class)) == {by_hand.pk, parent.pk, filed.pk, other.pk}
    code = make_range("Code", by_hand, proxy_class="shop.ranges.Own")
    assert in_range(code) == []
    cache.clear()
    for one in (mixed, whole, of_class):
        expected = {
            product.parent_id or product.pk
            for product in Range.objects.get(pk=one.pk).all_products().filter(is_public=True)
        }
        assert set(in_range(one)) == expected


def test_the_draw_is_stable_for_a_session_and_differs_between_sessions() -> None:
    chosen = make_range("Chosen", *[make(f"P{n}") for n in range(12)])
    first = in_range(chosen, "one")
    assert len(first) == 12
    assert in_range(chosen, "one") == first
    assert in_range(chosen, "one", limit=3) == first[:3]
    assert in_range(chosen, "two") != first
    [found] = ask("random_from", page(), {"range": chosen.pk})
    assert all(0 < one.score <= 1 for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_many_draws_cost_one_query() -> None:
    chosen, other = make_range("Chosen", make("A")), make_range("Other", make("B"))
    asks = [{"range": one.pk} for one in (chosen, other)]
    assert queries("random_from", page(), *asks * MANY, {"range": 10**6}) == 1
    assert ids(ask("random_from", page(), {"range": 10**6}))[0] == []


def test_what_is_on_offer_comes_bestsellers_first() -> None:
    old, sold, new = make("Old", 9), make("Sold", 8), make("New", 7)
    make("Full price")
    never = make("Never", 1, is_discountable=False)
    make_offer(make_range("Sale", old, sold, new, never))
    run = learn(best=[sold], window=90)
    [found] = ask("on_offer", page(), run=run)
    assert [one.product_id for one in found] == [sold.pk, new.pk, old.pk]
    assert [one.score for one in found] == [1.0, 1 / 2, 1 / 3]
    assert found[0].reason == "On offer"
    assert ids(ask("on_offer", page(), run=run, limit=2)) == [[sold.pk, new.pk]]


def test_of_several_offers_in_turn() -> None:
    a, b, c = make("A", 1), make("B", 2), make("C", 3)
    make_offer(make_range("First", a, b))
    make_offer(make_range("Second", c))
    assert ids(ask("on_offer", page())) == [[a.pk, c.pk, b.pk]]


def test_vouchers_and_offers_of_other_days_do_not_count() -> None:
    sale = make_range("Sale", make("A", 20))
    make_offer(sale, offer_type="Voucher")
    make_offer(sale, end_datetime=NOW - DAY)
    make_offer(sale, start=NOW + DAY)
    assert ids(ask("on_offer", page())) == [[]]
    [then] = ids(ask("on_offer", page(), as_of=NOW - 2 * DAY))
    assert len(then) == 1
    assert readiness("on_offer").level == "empty"
    assert readiness("on_offer", as_of=NOW - 2 * DAY).level == "ready"


def test_many_asks_cost_two_queries() -> None:
    for name in "ABC":
        make_offer(make_range(name, make(name)))
    assert queries("on_offer", page(), *[{}] * MANY) == 2


def test_readiness_of_random() -> None:
    assert readiness("random_from").level == "empty"
    make_range("Sale")
    assert readiness("random_from").have == "The shop has 1 range."
