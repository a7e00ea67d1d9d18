"""Why, or why not: the first step that let a product through each rule, or kept it out."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crosssell.models import Placement, Preference
from tests.integration.preview_page import asked, told
from tests.learned import BEST, learn, place, rule
from tests.merchant import sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def tea() -> Any:
    return make_product("Tea")


@pytest.fixture
def milk(tea: Any) -> Any:
    """Goes with tea, as a run has learned."""
    milk = make_product("Milk")
    learn({tea: [milk]})
    return milk


def said(client: Client, tea: Any, product: Any, **query: Any) -> list[str]:
    return told(asked(client, product=tea.pk, why_not=product.pk, **query))


def test_it_is_shown_by_a_rule_a_fallback_or_a_pin(client: Client, tea: Any, milk: Any) -> None:
    jam, honey = make_product("Jam"), make_product("Honey")
    learn({tea: [milk]}, best=[jam])
    place(rule(name="Pairs", fallbacks=[BEST], pins=[(honey, 1)]), title="With it")

    response = asked(client, product=tea.pk, why_not=milk.pk)

    assert response.context["why"].verdict == "“Milk” is shown at place 2 of “With it”."
    assert response.context["why"].shown
    assert told(response) == ["Shown at place 2: rule “Pairs” proposes it."]
    assert said(client, tea, jam) == ["Shown at place 3: a fallback of rule “Pairs” proposes it."]
    assert said(client, tea, honey) == ["Shown at place 1: rule “Pairs” pins it there."]
    assert "“Milk” is shown at place 2 of “With it”." in response.content.decode()


def test_a_condition_that_does_not_hold_is_named(client: Client, tea: Any, milk: Any) -> None:
    total = ("basket_total", {"at_least": "5"})
    place(rule(name="Pairs", conditions=[("basket_total", {"below": "9"}), total]))
    place(rule(name="Not", conditions=[("basket_total", {"below": "3"}, True)]))

    assert said(client, tea, milk) == [
        "Rule “Pairs” does not apply: its condition “Basket total” does not hold. "
        "The basket's total is too low.",
        "Rule “Not” does not apply: it asks that “Basket total” does not hold, but it does.",
    ]


def test_a_rule_that_is_idle_stopped_or_bad_is_not_asked(
    client: Client, tea: Any, milk: Any
) -> None:
    later = timezone.now() + timedelta(days=3)
    rules = [
        rule(name="Off", active=False, priority=1),
        rule(name="Later", starts_at=later, priority=2),
        rule(name="Bad", strategy="gone", priority=3),
        rule("matrix", name="First", stop=True, priority=4),
        rule(name="Last", priority=5),
    ]
    place(*rules)

    found = said(client, tea, milk)

    assert found[:2] == [
        "Rule “Off” is not in force: It is off.",
        "Rule “Later” is not in force: Its first day has not come.",
    ]
    assert found[2].startswith("Rule “Bad” cannot be used: ")
    assert found[3:] == [
        "Rule “First” does not propose it: no row of the matrix puts it beside “Tea”.",
        "Rule “Last” is not asked: rule “First” applies and stops the placement.",
    ]


def test_what_a_rule_does_not_propose_comes_with_what_its_strategy_has(
    client: Client, tea: Any, milk: Any
) -> None:
    jam = make_product("Jam")
    place(rule(name="Pairs", fallbacks=[BEST]), title="With it")

    response = asked(client, product=tea.pk, why_not=jam.pk)

    assert response.context["why"].verdict == "“Jam” is not shown in this slot."
    assert told(response) == [
        "Rule “Pairs” does not propose it: it was not bought together with “Tea” often enough. "
        "Its fallbacks do not propose it either."
    ]
    [answer] = response.context["why"].answers
    assert answer.told[0].more.startswith("Its data: Thin. 1 product was bought together with ")
    assert answer.told[0].more in response.content.decode()


def test_a_page_without_a_product_is_said_in_words(client: Client, tea: Any, milk: Any) -> None:
    place(rule(name="Pairs"), slot="home.top")

    assert told(asked(client, slot="home.top", why_not=milk.pk)) == [
        "Rule “Pairs” does not propose it: it was not bought together with what the page or the "
        "basket is about often enough."
    ]


def test_a_filter_or_the_merchant_keeps_it_out(client: Client, tea: Any, milk: Any) -> None:
    place(rule(name="Pairs"))

    assert said(client, tea, milk, basket=[milk.pk]) == [
        "Rule “Pairs” proposes it, but it is kept out: It is in the basket."
    ]
    Preference.objects.create(product=milk, never=True)
    assert said(client, tea, milk) == [
        "Rule “Pairs” proposes it, but it is kept out: It is never recommended anywhere: see its "
        "preference."
    ]


def test_the_number_of_a_late_one_is_told(client: Client, tea: Any) -> None:
    first, second, third = (make_product(name) for name in ("One", "Two", "Three"))
    learn({tea: [first, second]}, best=[third])
    place(
        rule(name="Pairs", fallbacks=[BEST]), rule(name="Best", strategy="bestsellers"), max_items=1
    )

    assert said(client, tea, second)[0] == (
        "Rule “Pairs” proposes it and nothing keeps it out, but it is number 2 and there is 1 "
        "place."
    )
    # Rules come before fallbacks, whichever rule these belong to.
    assert said(client, tea, third)[1] == (
        "Rule “Best” proposes it and nothing keeps it out, but it is number 3 and there is 1 place."
    )


def test_too_few_and_shown_elsewhere(client: Client, tea: Any, milk: Any) -> None:
    place(rule(name="Pairs"), min_items=2, title="Two", position=1)
    place(rule(name="Again"), title="Here", position=2)
    place(rule(name="Twice"), position=3)

    assert said(client, tea, milk) == [
        "Rule “Pairs” proposes it and nothing keeps it out, but the placement asks for at least "
        "2 products and finds 1.",
        "Shown at place 1: rule “Again” proposes it.",
        "Rule “Twice” proposes it, but “Here” shows it already.",
    ]


def test_placements_that_are_not_asked(client: Client, tea: Any, milk: Any) -> None:
    place(rule(name="Pairs"), active=False, title="Off", position=1)
    place(title="Without", position=2)
    place(rule(name="Wide"), widget="gone", position=3)

    found = said(client, tea, milk)

    assert found[:2] == ["The placement is not asked: It is off.", "The placement has no rule."]
    assert found[2].startswith("The placement is not asked: ")
    Placement.objects.all().delete()
    html = asked(client, product=tea.pk, why_not=milk.pk).content.decode()
    assert "<p>The slot holds no placement.</p>" in html
