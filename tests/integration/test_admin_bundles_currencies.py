"""Figures of a bundle where currencies, budgets and costs differ or are not known."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Bundle
from tests import bundleforms
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.merchant import sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def shown(client: Client, bundle: Bundle) -> Any:
    return client.get(reverse("admin:crosssell_bundle_change", args=(bundle.pk,))).context["cost"]


def test_each_currency_is_tried_by_itself(client: Client) -> None:
    food = make_category("Food")
    make_product("Tea", "4.00", category=food)
    make_product("Thee", "5.00", category=food, currency="EUR")
    make_product("Cha", "900", category=food, currency="JPY")
    bundle = make_bundle(food, reward="amount_off", amounts={"USD": "1.00", "JPY": "200"})

    cost = shown(client, bundle)

    assert [(one.label, one.before, one.after) for one in cost.lines] == [
        ("Cheapest products (JPY)", "¥900", "¥700"),
        ("Cheapest products (USD)", "$4.00", "$3.00"),
    ]
    assert cost.warnings == ("In EUR it gives nothing: the reward has no amount in it.",)


def test_parts_that_no_basket_holds_together(client: Client) -> None:
    tea, thee = make_product("Tea"), make_product("Thee", currency="EUR")

    assert shown(client, make_bundle(tea, thee)).warnings == (
        "The parts are not sold in the same currency: no basket can hold a set.",
    )


def test_budgets(client: Client) -> None:
    tea = make_product("Tea", "10.00")
    small = make_bundle(tea, budget=Decimal("0.50"), budget_currency="USD")
    other = make_bundle(tea, name="B", budget=5, budget_currency="EUR")

    assert shown(client, small).warnings == (
        "1 × Tea: saves more than the whole budget, so it is not given.",
    )
    assert shown(client, other).warnings == ("In USD it gives nothing: its budget is in EUR.",)


def test_a_least_margin_that_nobody_can_check(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tea, cup = make_product("Tea", "10.00"), make_product("Cup", "10.00")
    bundle = make_bundle(tea, cup, margin_floor=20)

    assert shown(client, bundle).warnings == (
        "The least margin is not checked: the shop does not say what products cost "
        '(CROSSSELL["COST_HOOK"]).',
    )
    monkeypatch.setattr(bundleforms, "known_costs", {tea.pk: Decimal(5)})
    settings.CROSSSELL = {**settings.CROSSSELL, "COST_HOOK": "tests.bundleforms.costs"}
    assert shown(client, bundle).warnings == (
        "Of some products the cost is not known: there no margin is checked.",
    )


def test_wrong_amounts_give_no_figures(client: Client) -> None:
    rows = [part(("product", make_product()))]
    url = reverse("admin:crosssell_bundle_add")

    wrong = client.post(url, bundle_form(rows, {"JPY": "1.5"}, reward="amount_off", _cost="1"))
    right = client.post(url, bundle_form(rows, {"USD": "1.5"}, reward="amount_off", _cost="1"))

    assert "cost" not in wrong.context
    assert right.context["cost"].lines[0].after == "$2.50"


def test_digits_that_the_basket_does_not_keep(client: Client) -> None:
    chai = make_product("Chai", "4.00", currency="KWD")
    bundle = make_bundle(chai, reward="amount_off", amounts={"KWD": "0.455"})

    cost = shown(client, bundle)

    assert cost.warnings == (
        "The basket keeps 2 digits after the point: what 0.455 KWD has more is not given.",
    )
    assert "0.45 " in cost.lines[0].saved.replace("0.450", "0.45")
