"""The preview: what a slot would show, and why or why not."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell import render
from crosssell.admin.preview import frame
from crosssell.models import MatrixEntry, Placement, Rule
from crosssell.oscar.trial import trial_basket
from tests.integration.preview_page import PREVIEW, asked, candidates, frames, seen
from tests.merchant import sign_in
from tests.shopdata import Default, make_category, make_order, make_parent, make_product, make_user

pytestmark = pytest.mark.django_db
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


def test_it_starts_with_a_question(client: Client) -> None:
    html = client.get(PREVIEW).content.decode()

    assert "Choose a slot and, if you like, what the page is about" in html
    assert "errorlist" not in html


def test_the_shopper_s_widget_stands_beside_the_reasons(
    client: Client, tea: Any, rule: Rule
) -> None:
    milk, jam, gone = make_product("Milk"), make_product("Jam"), make_product("Sold out", stock=0)
    for position, product in enumerate((gone, milk, jam)):
        companion(tea, product, position=position)

    response = asked(client, product=tea.pk)

    assert seen(response) == [["Milk"]]
    assert candidates(response) == [
        ("Sold out", "Primary", "It cannot be bought now: no price or no stock."),
        ("Milk", "Primary", "Shown at place 1."),
        ("Jam", "Primary", "Good, but all places were taken."),
    ]
    [placement] = response.context["placements"]
    assert placement.rules[0].kept_out == (
        ("It cannot be bought now: no price or no stock.", 1),
        ("Good, but all places were taken.", 1),
    )
    html = response.content.decode()
    assert "All 3 candidates" in html
    assert "rank 2" in html
    assert reverse("admin:crosssell_rule_change", args=(rule.pk,)) in html


def test_the_frame_has_the_shop_s_styles_and_no_scripts(
    client: Client, tea: Any, rule: Rule
) -> None:
    companion(tea, make_product("Milk"))

    response = asked(client, product=tea.pk)
    [page] = frames(response)

    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert "oscar/css/styles.css" in page
    assert "crosssell/crosssell.css" in page
    assert "<script src" not in page
    assert 'name="csrfmiddlewaretoken" value="preview"' in page
    assert '<iframe class="crosssell-frame" sandbox="allow-same-origin" srcdoc="' in (
        response.content.decode()
    )


def test_a_layout_that_fails_leaves_the_widget(
    client: Client, tea: Any, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    companion(tea, make_product("Milk"))
    monkeypatch.setattr(frame, "SHOP", "no/such/layout.html")

    response = asked(client, product=tea.pk)

    assert seen(response) == [["Milk"]]
    assert "crosssell/crosssell.css" in frames(response)[0]


def test_a_widget_that_fails_is_said(
    client: Client, tea: Any, rule: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    companion(tea, make_product("Milk"))
    monkeypatch.setattr(render, "_html", lambda *args: 1 / 0)

    html = asked(client, product=tea.pk).content.decode()

    assert "The widget could not be drawn; the log of the shop has the error." in html
    assert "<iframe" not in html


def test_a_mail_is_drawn_without_the_shop_s_layout(client: Client, rule: Rule) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    companion(tea, milk)
    Placement.objects.update(slot="mail.footer")

    [page] = frames(asked(client, slot="mail.footer", product=tea.pk))

    assert f"//example.com{milk.get_absolute_url()}" in page
    assert "stylesheet" not in page


def test_conditions_say_yes_or_no_and_why(client: Client, tea: Any, rule: Rule) -> None:
    companion(tea, make_product("Milk"))
    rule.conditions.create(code="basket_total", args={"at_least": "5"})
    rule.conditions.create(code="basket_total", args={"below": "3"}, negate=True)
    bread = make_product("Bread", "6.00")

    poor = asked(client, product=tea.pk)
    rich = asked(client, product=tea.pk, basket=[bread.pk])

    html = poor.content.decode()
    assert "Basket total: The basket&#x27;s total is too low." in html
    assert "not: Basket total: It holds, and the rule asks that it does not." in html
    assert "A condition does not hold." in html
    assert seen(poor) == [[]]
    assert seen(rich) == [["Milk"]]
    assert not Basket.objects.filter(lines__product=bread).exists()


def test_drafts_are_shown_on_request(client: Client, tea: Any, rule: Rule) -> None:
    companion(tea, make_product("Milk"))
    Placement.objects.update(active=False)

    assert seen(asked(client, product=tea.pk)) == [[]]
    response = asked(client, product=tea.pk, drafts="on")
    assert seen(response) == [["Milk"]]
    assert "Draft: It is off." in response.content.decode()


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

    response = asked(client, slot="thank_you.top", order=order.number, customer=ann.pk)

    assert seen(response) == [["Jam"]]
    assert ("Milk", "Primary", "The customer has bought it before.") in candidates(response)


def test_a_category_page(client: Client) -> None:
    food = make_category("Food")
    MatrixEntry.objects.create(main_category=food, companion_product=make_product("Knife"))
    rule = Rule.objects.create(name="Tools", strategy="matrix")
    Placement.objects.create(slot="category.below_title", widget="products").rules.add(rule)

    assert seen(asked(client, slot="category.below_title", category=food.pk)) == [["Knife"]]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"slot": "nowhere"}, "There is no slot “nowhere”."),
        ({"slot": ""}, "This field is required."),
        ({"product": "999999"}, "There is nothing with the number 999999 any more."),
        ({"product": "-1"}, "Choose from the list."),
        ({"customer": "x"}, "Choose from the list."),
        ({"product": "1" * 31}, "Choose from the list."),
        ({"basket": ["1"] * 51}, "Choose at most 50."),
        ({"viewed": ["1"] * 51}, "Choose at most 50."),
        ({"viewed": ["-1"]}, "Choose from the list."),
        ({"why_not": "tea"}, "Choose from the list."),
        ({"why_not": "999999"}, "There is nothing with the number 999999 any more."),
        ({"at": "soon"}, "Enter a valid date/time."),
        ({"at": "1999-06-01T12:00"}, "Choose a date between the years 2000 and 2099."),
        ({"order": "nope"}, "There is no order with this number."),
        ({"order": "x\x00"}, "Choose from the list."),
    ],
)
def test_odd_questions_get_an_error_beside_the_field(
    client: Client, query: dict[str, Any], said: str
) -> None:
    if any(len(value) == 51 for value in query.values()):
        query = dict.fromkeys(query, [make_product(f"P{n}").pk for n in range(51)])

    assert said in asked(client, **query).content.decode()


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

    html = asked(client, basket=[unpriced.pk]).content.decode()

    assert "Could not be put in the basket: Unpriced" in html
