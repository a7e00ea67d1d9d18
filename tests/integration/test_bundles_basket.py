"""Which bundles a basket is given, and what comes off each line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from crosssell.models import Bundle, BundleTally
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given, off

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> object:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> object:
    return shopdata.make_product("Cup", "6.50")


@pytest.fixture
def plate() -> object:
    return shopdata.make_product("Plate", "9.99")


def test_a_fixed_bundle(tea, cup, plate) -> None:
    make_bundle(tea, cup)
    basket = apply(shopdata.make_basket(tea, cup, plate))
    assert given(basket) == {"Tea time": (1, "1.05")}
    assert off(basket) == {"Tea": "0.40", "Cup": "0.65"}
    assert basket.total_excl_tax == Decimal("19.44")


def test_a_part_alone_gets_nothing(tea, cup, plate) -> None:
    make_bundle(tea, cup)
    assert given(apply(shopdata.make_basket(tea, plate))) == {}


def test_as_many_sets_as_there_are(tea, cup) -> None:
    make_bundle((2, tea), cup)
    basket = shopdata.make_basket(tea, quantity=5)
    basket.add_product(cup, 3)
    apply(basket)
    # Two sets of 2 Tea and 1 Cup: 10 % of 29.00.
    assert given(basket) == {"Tea time": (2, "2.90")}
    assert off(basket) == {"Tea": "1.60", "Cup": "1.30"}
    lines = {line.product.title: line.quantity_with_discount for line in basket.all_lines()}
    assert lines == {"Tea": 4, "Cup": 2}


def test_the_number_of_times_in_a_basket(tea, cup) -> None:
    make_bundle(tea, cup, per_basket=1)
    assert given(apply(shopdata.make_basket(tea, cup, quantity=3))) == {"Tea time": (1, "1.05")}


def test_a_price_for_the_set_in_its_currency(tea, cup) -> None:
    make_bundle(tea, cup, reward="fixed_price", amounts={"USD": "8.00"})
    basket = apply(shopdata.make_basket(tea, cup))
    assert basket.total_excl_tax == Decimal("8.00")
    # 2.50 in proportion to 4.00 and 6.50, to the cent.
    assert off(basket) == {"Tea": "0.95", "Cup": "1.55"}


def test_no_amount_in_the_baskets_currency(tea, cup) -> None:
    make_bundle(tea, cup, reward="fixed_price", amounts={"EUR": "8.00"})
    assert given(apply(shopdata.make_basket(tea, cup))) == {}


def test_whole_yen() -> None:
    tea = shopdata.make_product("Tea", "401", currency="JPY")
    cup = shopdata.make_product("Cup", "604", currency="JPY")
    make_bundle(tea, cup)
    basket = apply(shopdata.make_basket(tea, cup))
    # 10 % of 1005, rounded down; 40 and 60 by largest remainder.
    assert off(basket) == {"Tea": "40", "Cup": "60"}


def test_dinars_in_the_two_decimals_that_oscar_keeps() -> None:
    tea = shopdata.make_product("Tea", "4.05", currency="KWD")
    make_bundle(tea)
    assert off(apply(shopdata.make_basket(tea))) == {"Tea": "0.40"}


def test_the_combination_that_saves_the_most_wins(tea, cup, plate) -> None:
    make_bundle(tea, cup, name="Two", args={"percent": "20"})
    make_bundle(cup, plate, name="Other two", args={"percent": "20"})
    basket = apply(shopdata.make_basket(tea, cup, plate))
    assert given(basket) == {"Other two": (1, "3.29")}


def test_alone(tea, cup, plate) -> None:
    make_bundle(tea, name="Tea", args={"percent": "50"}, alone=True)
    make_bundle(cup, name="Cup", args={"percent": "20"})
    make_bundle(plate, name="Plate", args={"percent": "20"})
    # 2.00 alone against 1.30 and 1.99 together.
    assert set(given(apply(shopdata.make_basket(tea, cup, plate)))) == {"Cup", "Plate"}
    assert set(given(apply(shopdata.make_basket(tea, cup)))) == {"Tea"}


@pytest.mark.parametrize(
    "fields",
    [
        {"active": False},
        {"starts_at": timedelta(hours=1)},
        {"ends_at": timedelta(hours=-1)},
        {"reward": "magic"},
        {"args": {"percent": "lots"}},
        {"group": "Staff"},
        {"budget": Decimal(100), "budget_currency": "EUR"},
        {"budget": Decimal(0), "budget_currency": "USD"},
    ],
)
def test_what_is_not_in_force(tea, cup, fields: dict) -> None:
    now = timezone.now()
    fields = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in fields.items()
    }
    make_bundle(tea, cup, **fields)
    assert given(apply(shopdata.make_basket(tea, cup))) == {}


def test_dates_around_now(tea, cup) -> None:
    now, hour = timezone.now(), timedelta(hours=1)
    make_bundle(tea, cup, starts_at=now - hour, ends_at=now + hour)
    assert given(apply(shopdata.make_basket(tea, cup)))


def test_a_group_and_its_members(tea, cup) -> None:
    make_bundle(tea, cup, group="Staff")
    basket = shopdata.make_basket(tea, cup)
    assert given(apply(basket, AnonymousUser())) == {}
    assert given(apply(basket, shopdata.make_user("bob@example.com", ["Others"]))) == {}
    assert given(apply(basket, shopdata.make_user(groups=["Others", "Staff"])))


@pytest.mark.parametrize(("used", "sets"), [(0, 3), (8, 2), (10, 0)])
def test_what_is_left_of_the_limit(tea, cup, used: int, sets: int) -> None:
    bundle = make_bundle(tea, cup, most_uses=10)
    BundleTally.objects.create(bundle=bundle, uses=used)
    found = given(apply(shopdata.make_basket(tea, cup, quantity=3)))
    assert found == ({"Tea time": (sets, str(Decimal("1.05") * sets))} if sets else {})


def test_what_is_left_of_the_budget(tea, cup) -> None:
    bundle = make_bundle(tea, cup, budget=Decimal("10.00"), budget_currency="USD")
    BundleTally.objects.create(bundle=bundle, uses=3, amount=Decimal("7.500"))
    # 2.50 are left: two sets of 1.05.
    assert given(apply(shopdata.make_basket(tea, cup, quantity=3))) == {"Tea time": (2, "2.10")}


def test_the_uses_of_one_customer(tea, cup) -> None:
    from crosssell import limits

    bundle = make_bundle(tea, cup, per_customer=1)
    ann, bob = shopdata.make_user(), shopdata.make_user("bob@example.com")
    bundle.customers.create(customer=limits.customer_key(ann), uses=1)
    basket = shopdata.make_basket(tea, cup)
    assert given(apply(basket, ann)) == {}
    assert given(apply(basket, bob))


def test_an_empty_basket_and_one_that_is_not_saved(tea, cup) -> None:
    make_bundle(tea, cup)
    assert given(apply(shopdata.make_basket())) == {}
    assert given(apply(shopdata.Basket())) == {}


def test_a_component_without_targets_is_never_filled(tea, cup) -> None:
    make_bundle(tea, cup).components.create()
    assert given(apply(shopdata.make_basket(tea, cup))) == {}


def test_oscars_row_is_made_once_and_named_after_the_bundle(tea, cup) -> None:
    bundle = make_bundle(tea, cup)
    assert bundle.offer is None
    first = apply(shopdata.make_basket(tea, cup)).applied_offers()
    second = apply(shopdata.make_basket(tea, cup)).applied_offers()
    bundle.refresh_from_db()
    assert list(first) == list(second) == [bundle.offer_id]
    assert (bundle.offer.name, bundle.offer.offer_type) == (f"Tea time #{bundle.pk}", "Session")
    Bundle.objects.filter(pk=bundle.pk).update(name="High tea")
    assert set(given(apply(shopdata.make_basket(tea, cup)))) == {"High tea"}
    bundle.refresh_from_db()
    assert bundle.offer.name == f"High tea #{bundle.pk}"
