"""The preview: what a slot would show, and why or why not."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.models import MatrixEntry, Placement, Rule
from crosssell.oscar.trial import trial_basket
from tests.learned import learn
from tests.merchant import sign_in
from tests.shopdata import Default, make_category, make_order, make_parent, make_product, make_user

pytestmark = pytest.mark.django_db
PREVIEW = reverse("admin:crosssell_preview")
Basket = get_model("basket", "Basket")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea")


@pytest.fixture
def rule(tea: Any) -> Rule:
    """Shows the companions of tea below its description."""
    rule = Rule.objects.create(name="Companions", strategy="matrix")
    placement = Placement.objects.create(
        slot="product.below_description", widget="products", title="With it", max_items=1
    )
    placement.rules.add(rule)
    return rule


def companion(main: Any, product: Any, **more: Any) -> None:
    MatrixEntry.objects.create(main_product=main, companion_product=product, **more)


def ask(client: Client, **query: Any) -> str:
    response = client.get(PREVIEW, {"slot": "product.below_description", **query})
    assert response.status_code == 200
    return response.content.decode()


def test_it_starts_with_a_question(client: Client) -> None:
    html = client.get(PREVIEW).content.decode()

    assert "Choose a slot and, if you like, what the page is about" in html
    assert "errorlist" not in html


def test_what_is_shown_has_a_picture_and_the_rest_a_reason(
    client: Client, tea: Any, rule: Rule
) -> None:
    milk, jam, gone = make_product("Milk"), make_product("Jam"), make_product("Sold out", stock=0)
    for position, product in enumerate((gone, milk, jam)):
        companion(tea, product, position=position)

    html = ask(client, product=tea.pk)

    assert "1. Milk" in html
    assert "4.00 USD" in html
    assert 'class="crosssell-card"' in html
    assert "Shown at place 1." in html
    assert "Good, but all places were taken." in html
    assert "It cannot be bought now: no price or no stock." in html
    assert "All 3 candidates" in html
    assert "rank 2" in html
    assert reverse("admin:crosssell_rule_change", args=(rule.pk,)) in html


def test_conditions_say_yes_or_no_and_why(client: Client, tea: Any, rule: Rule) -> None:
    companion(tea, make_product("Milk"))
    rule.conditions.create(code="basket_total", args={"at_least": "5"})
    rule.conditions.create(code="basket_total", args={"below": "3"}, negate=True)
    bread = make_product("Bread", "6.00")

    poor = ask(client, product=tea.pk)
    rich = ask(client, product=tea.pk, basket=[bread.pk])

    assert "Basket total: The basket&#x27;s total is too low." in poor
    assert "not: Basket total: It holds, and the rule asks that it does not." in poor
    assert "A condition does not hold." in poor
    assert "1. Milk" not in poor
    assert "1. Milk" in rich
    assert not Basket.objects.filter(lines__product=bread).exists()


def test_why_not_this_product(client: Client, tea: Any, rule: Rule) -> None:
    milk, jam, hidden = (
        make_product("Milk"),
        make_product("Jam"),
        make_product("H", is_public=False),
    )
    sold_out = make_product("Sold out", stock=0)
    companion(tea, milk)

    assert "With it, Companions: Shown at place 1." in ask(client, product=tea.pk, why_not=milk.pk)
    assert "With it, Companions: it does not propose this product." in ask(
        client, product=tea.pk, why_not=jam.pk
    )
    assert "<li>It is hidden in the shop.</li>" in ask(client, product=tea.pk, why_not=hidden.pk)
    assert "<li>It cannot be bought now: no price or no stock.</li>" in ask(
        client, product=tea.pk, why_not=sold_out.pk
    )
    rule.conditions.create(code="customer_group", args={"groups": [1]})
    assert "With it, Companions: A condition does not hold." in ask(
        client, product=tea.pk, why_not=milk.pk
    )
    Placement.objects.update(active=False)
    assert "<li>With it: It is off.</li>" in ask(client, product=tea.pk, why_not=milk.pk)
    Placement.objects.all().delete()
    html = ask(client, product=tea.pk, why_not=milk.pk)
    assert "<li>The slot holds no placement.</li>" in html
    assert "This slot holds no placement, so it shows nothing." in html


def test_drafts_are_shown_on_request(client: Client, tea: Any, rule: Rule) -> None:
    companion(tea, make_product("Milk"))
    Placement.objects.update(active=False)

    assert "1. Milk" not in ask(client, product=tea.pk)
    html = ask(client, product=tea.pk, drafts="on")
    assert "1. Milk" in html
    assert "Draft: It is off." in html


def test_a_customer_and_an_order_can_be_chosen(client: Client, tea: Any) -> None:
    rule = Rule.objects.create(name="After", strategy="matrix")
    rule.filters.create(code="owned_already")
    Placement.objects.create(slot="thank_you.top", widget="products").rules.add(rule)
    milk, jam = make_product("Milk"), make_product("Jam")
    companion(tea, milk)
    companion(tea, jam)
    ann = make_user()
    order = make_order(tea, user=ann)
    make_order(milk, user=ann)
    query = {"slot": "thank_you.top", "order": order.number, "customer": ann.pk}

    html = client.get(PREVIEW, query).content.decode()

    assert "1. Jam" in html
    assert "The customer has bought it before." in html


def test_a_category_page(client: Client) -> None:
    food = make_category("Food")
    MatrixEntry.objects.create(main_category=food, companion_product=make_product("Knife"))
    rule = Rule.objects.create(name="Tools", strategy="matrix")
    Placement.objects.create(slot="category.below_title", widget="products").rules.add(rule)

    html = client.get(PREVIEW, {"slot": "category.below_title", "category": food.pk})

    assert b"1. Knife" in html.content


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"slot": "nowhere"}, "There is no slot “nowhere”."),
        ({"slot": ""}, "This field is required."),
        ({"product": "999999"}, "There is nothing with the number 999999 any more."),
        ({"product": "-1"}, "Choose from the list."),
        ({"customer": "x"}, "Choose from the list."),
        ({"basket": ["1"] * 51}, "Choose at most 50."),
        ({"order": "nope"}, "There is no order with this number."),
        ({"order": "x\x00"}, "Null characters are not allowed."),
    ],
)
def test_odd_questions_get_an_error_beside_the_field(
    client: Client, query: dict[str, Any], said: str
) -> None:
    if query.get("basket"):
        query = {"basket": [make_product(f"P{n}").pk for n in range(51)]}

    assert said in ask(client, **query)


def test_the_trial_basket_holds_what_can_be_bought() -> None:
    tea = make_product("Tea", "4.00")
    parent, _children = make_parent("Juice", {"Small": "1.50"})
    empty, _none = make_parent("Empty", {})
    unpriced = make_product("Unpriced", None)
    before = Basket.objects.count()

    ids = [tea.pk, parent.pk, empty.pk, unpriced.pk, 999999]
    with trial_basket(ids, Default()) as trial:
        assert trial.basket.total_excl_tax == Decimal("5.50")
        assert trial.refused == ("Empty", "Unpriced")
    with trial_basket([], Default()) as nothing:
        assert nothing.basket.pk is None

    assert Basket.objects.count() == before


def test_what_the_basket_did_not_take_is_said(client: Client, tea: Any) -> None:
    unpriced = make_product("Unpriced", None)

    assert "Could not be put in the basket: Unpriced" in ask(client, basket=[unpriced.pk])


def test_pairs_say_how_often_they_were_bought_together(client: Client, tea: Any) -> None:
    milk, jam = make_product("Milk"), make_product("Jam")
    learn({tea: [milk]}, best=[jam])
    rule = Rule.objects.create(name="Pairs", strategy="bought_together")
    rule.fallbacks.create(code="bestsellers", args={"window": 28})
    Placement.objects.create(slot="product.below_description", widget="products").rules.add(rule)

    html = ask(client, product=tea.pk)

    assert "Bought together in 48 of 210 orders" in html
    assert "A backup: it comes from a fallback of the rule" in html
    assert "Nothing has been learned" not in html
