"""The bundle widget on a page: which bundles, filled with what, at which price."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.facts import Facts
from crosssell.limits import customer_key
from crosssell.models import BundleCustomer, BundleTally
from crosssell.sets.listing import of_product
from crosssell.sets.shown import ShownSet
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import learn

pytestmark = pytest.mark.django_db


def facts_of(product: Any = None, *held: Any, user: Any = None, quantity: int = 1) -> Facts:
    request: Any = RequestFactory().get("/")
    request.user = user
    request.basket = shopdata.make_basket(*held, owner=user, quantity=quantity)
    request.strategy = request.basket.strategy
    return Facts.of(request, product=product)


def sets(product: Any, *held: Any, **more: Any) -> list[ShownSet]:
    return of_product(facts_of(product, *held, **more), None)


def said(one: ShownSet) -> tuple[str, str, str, str]:
    parts = " + ".join(part.title for part in one.parts)
    return parts, str(one.before), str(one.after), str(one.saved)


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "7.50")


def test_a_fixed_bundle_beside_its_product(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    for product in (tea, cup):
        [one] = sets(product)
        assert said(one) == ("Tea + Cup", "11.50", "10.35", "1.15")
    assert sets(shopdata.make_product("Jam")) == []


def test_what_saves_most_comes_first(tea: Any, cup: Any) -> None:
    for percent in ("10", "30", "20"):
        make_bundle(tea, cup, name=f"Off {percent}", args={"percent": percent})
        make_bundle(tea, shopdata.make_product(f"Jam {percent}"), name=f"Jam for {percent}")
    found = sets(tea)
    # Of three bundles of the same, the best one is given.
    assert [(one.bundle.name, str(one.saved)) for one in found] == [
        ("Off 30", "3.45"), ("Jam for 10", "0.80"), ("Jam for 30", "0.80"), ("Jam for 20", "0.80"),
    ]  # fmt: skip


def test_fixed_price_and_amount_off(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, reward="fixed_price", amounts={"USD": "9.00"}, name="Nine")
    [one] = sets(tea)
    assert said(one) == ("Tea + Cup", "11.50", "9.00", "2.50")


def test_only_in_currencies_that_have_an_amount(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, reward="amount_off", amounts={"EUR": "3.00"})
    assert sets(tea) == []


def test_pieces_count(tea: Any, cup: Any) -> None:
    make_bundle((2, tea), cup)
    [one] = sets(tea)
    assert said(one) == ("Tea + Cup", "15.50", "13.95", "1.55")
    assert [part.quantity for part in one.parts] == [2, 1]
    assert one.pieces == {tea.pk: 2, cup.pk: 1}


def test_tiers_show_the_smallest_set_that_gets_something(tea: Any) -> None:
    args = {"quantities": [3, 5], "percents": ["5", "10"]}
    make_bundle(tea, reward="quantity_tiers", args=args)
    [one] = sets(tea)
    assert (one.parts[0].quantity, str(one.before), str(one.saved)) == (3, "12.00", "0.60")


def test_a_parents_variants_are_chosen_from_cheapest_first(cup: Any) -> None:
    milk, (small, large) = shopdata.make_parent("Milk", {"Milk, 1 l": "1.20", "Milk, 2 l": "2.10"})
    make_bundle(milk, cup)
    for page in (milk, cup):
        [one] = sets(page)
        part = one.parts[0]
        assert (part.title, part.card.id) == ("Milk", milk.pk)
        assert [(offer.id, offer.apart) for offer in part.options] == [
            (small.pk, "1 l"), (large.pk, "2 l"),
        ]  # fmt: skip
        assert one.pieces == {small.pk: 1, cup.pk: 1}
    [one] = sets(large)
    assert one.pieces == {large.pk: 1, cup.pk: 1}


def test_of_variants_at_one_price_the_first_by_name_is_taken(cup: Any) -> None:
    variants = {"Corn, 15.25 oz": "1.19", "Corn, 20 oz": "1.10", "Corn, 11 oz": "1.19"}
    corn, (large, cheap, small) = shopdata.make_parent("Corn", variants)
    make_bundle(corn, cup)
    [one] = sets(corn)
    assert one.pieces == {cheap.pk: 1, cup.pk: 1}
    assert [offer.id for offer in one.parts[0].options] == [cheap.pk, small.pk, large.pk]
    cheap.is_public = False
    cheap.save()
    [one] = sets(corn)
    assert one.pieces == {small.pk: 1, cup.pk: 1}


def test_mix_and_match_takes_the_page_and_the_cheapest(tea: Any, cup: Any) -> None:
    food = shopdata.make_category("Food")
    jam, honey, gone = (
        shopdata.make_product(title, price, stock, category=food)
        for title, price, stock in (("Jam", "3.00", 9), ("Honey", "2.00", 9), ("Salt", "1.00", 0))
    )
    make_bundle(tea, food)
    [one] = sets(tea)
    assert one.pieces == {tea.pk: 1, honey.pk: 1}
    assert {offer.title for offer in one.parts[1].options} == {"Jam", "Honey"}
    [one] = sets(jam)
    assert one.pieces == {tea.pk: 1, jam.pk: 1}
    assert sets(gone) == []


@pytest.mark.both
def test_ranges_and_product_types_fill_a_part(tea: Any, cup: Any) -> None:
    toys = get_model("catalogue", "ProductClass").objects.create(name="Toys", track_stock=True)
    ball = shopdata.make_product("Ball", "2.00", product_class=toys)
    sale = get_model("offer", "Range").objects.create(name="Sale")
    sale.add_product(cup)
    make_bundle(tea, toys, sale)
    for page in (tea, ball, cup):
        [one] = sets(page)
        assert said(one) == ("Tea + Ball + Cup", "13.50", "12.15", "1.35")


def test_what_goes_with_the_page_is_picked_before_the_cheapest(tea: Any) -> None:
    food = shopdata.make_category("Food")
    jam, _honey = (
        shopdata.make_product(title, price, category=food)
        for title, price in (("Jam", "3.00"), ("Honey", "2.00"))
    )
    run = learn({tea: [jam]})
    make_bundle(tea, food)
    [one] = of_product(facts_of(tea), run.pk)
    assert one.pieces == {tea.pk: 1, jam.pk: 1}


def test_pieces_are_spread_where_stock_is_short(tea: Any) -> None:
    food = shopdata.make_category("Food")
    honey = shopdata.make_product("Honey", "2.00", 1, category=food)
    jam = shopdata.make_product("Jam", "3.00", 9, category=food)
    make_bundle(tea, (2, food))
    [one] = sets(tea)
    assert one.pieces == {tea.pk: 1, honey.pk: 1, jam.pk: 1}
    [one] = sets(tea, honey)
    assert one.pieces == {tea.pk: 1, jam.pk: 2}


@pytest.mark.parametrize(
    "fields",
    [
        {"active": False},
        {"starts_at": timezone.now() + timedelta(days=1)},
        {"ends_at": timezone.now() - timedelta(days=1)},
        {"group": "Members"},
        {"budget": Decimal(10), "budget_currency": "EUR"},
        {"reward": "no_such_reward"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_a_guest_cannot_have_is_not_shown(tea: Any, cup: Any, fields: Any) -> None:
    make_bundle(tea, cup, **fields)
    assert sets(tea) == []


def test_members_of_the_group_see_it(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, group="Members")
    ann = shopdata.make_user(groups=["Members"])
    assert len(sets(tea, user=ann)) == 1
    assert sets(tea, user=shopdata.make_user("bob@example.com")) == []


def test_used_up_in_this_basket(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, per_basket=1)
    assert len(sets(tea)) == 1
    assert sets(tea, tea, cup) == []


def test_what_is_used_up_is_not_shown(tea: Any, cup: Any) -> None:
    ann = shopdata.make_user()
    total = make_bundle(tea, cup, name="Total", most_uses=3)
    BundleTally.objects.update_or_create(bundle=total, defaults={"uses": 3})
    spent = make_bundle(tea, cup, name="Spent", budget=Decimal(5), budget_currency="USD")
    BundleTally.objects.update_or_create(bundle=spent, defaults={"amount": Decimal(5)})
    own = make_bundle(tea, cup, name="Own", per_customer=1)
    BundleCustomer.objects.create(bundle=own, customer=customer_key(ann), uses=1)
    assert sets(tea, user=ann) == []
    assert [one.bundle.name for one in sets(tea)] == ["Own"]


def test_the_last_of_a_budget_is_all_that_is_given(tea: Any, cup: Any) -> None:
    made = make_bundle(tea, cup, budget=Decimal(5), budget_currency="USD")
    BundleTally.objects.update_or_create(bundle=made, defaults={"amount": Decimal("4.00")})
    # A set that the budget does not reach is not given.
    assert sets(tea) == []
    BundleTally.objects.update(amount=Decimal("3.85"))
    [one] = sets(tea)
    assert str(one.saved) == "1.15"


@pytest.mark.parametrize("fault", ["stock", "draft", "no price", "not discountable"])
def test_a_part_that_cannot_be_had(tea: Any, fault: str) -> None:
    fields: dict[str, Any] = {
        "stock": {"stock": 0},
        "draft": {"is_public": False},
        "no price": {"price": None},
        "not discountable": {"is_discountable": False},
    }[fault]
    make_bundle(tea, shopdata.make_product("Cup", **fields))
    assert sets(tea) == []


def costs(ids: list[int]) -> dict[int, Decimal]:
    return dict.fromkeys(ids, Decimal("3.90"))


def test_the_margin_floor_holds_here_too(tea: Any, cup: Any, settings: Any) -> None:
    settings.CROSSSELL = {**settings.CROSSSELL, "COST_HOOK": f"{__name__}.costs"}
    make_bundle(tea, cup, margin_floor=Decimal(30))
    assert sets(tea) == []
    make_bundle(tea, cup, name="Thin", margin_floor=Decimal(20))
    assert [one.bundle.name for one in sets(tea)] == ["Thin"]


def test_a_basket_that_has_one_already_gets_what_it_gets_more(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    [one] = sets(tea, tea)
    assert said(one) == ("Tea + Cup", "11.50", "10.35", "1.15")
