"""A changed basket says which tier it has reached, and how much is missing again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import kept, threshold_changes
from tests import bundled, gifted, laddered, shopdata
from tests.gifted import Line, as_form, priced, told
from tests.laddered import tier

pytestmark = pytest.mark.django_db
BASKET = reverse("basket:summary")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


def test_a_changed_basket_says_what_it_has_reached_and_what_is_missing(
    client: Client, tea: Any
) -> None:
    laddered.make_threshold(tier("5"), tier("20", "percent", label="5 < 6"))
    shopdata.fill_basket(client, tea)
    said = told(client.get(BASKET))
    reached = [one for one in said if "reached" in one]
    assert reached == ["You have reached free delivery.", "You have reached 5 &lt; 6."]
    assert not [one for one in said if "offer" in one]
    cup = shopdata.make_product("Cup", "6.60")
    Line.objects.update(product=cup, stockrecord=cup.stockrecords.get())
    Line.objects.update(quantity=4)
    client.get(BASKET)
    answer = client.post(BASKET, as_form(quantity="1"))
    said = told(answer)
    assert "Add $13.40 more for 5 &lt; 6 again." in said
    assert not [one for one in said if "delivery" in one]


def test_a_better_discount_replaces_a_lesser_one_quietly(client: Client, tea: Any) -> None:
    laddered.make_threshold(
        tier("10", "amount_off", amount="1"), tier("40", "amount_off", amount="5")
    )
    gifted.fill(client, tea)
    said = told(client.post(BASKET, as_form(quantity="2")))
    assert [one for one in said if "$5.00" in one or "$1.00 " in one] == [
        "You have reached $5.00 off."
    ]
    client.get(BASKET)
    said = told(client.post(BASKET, as_form(quantity="1")))
    assert said[:2] == ["Add $20.00 more for $5.00 off again.", "You still get $1.00 off."]


def test_what_does_not_go_together_is_said(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("10"), with_bundles=False)
    gifted.fill(client, tea)
    bundled.make_bundle((2, tea))
    said = told(client.post(BASKET, as_form(quantity="2")))
    why = "You do not get free delivery any more: it does not go together with a bundle."
    assert why in said


def test_what_has_ended_is_said(client: Client, tea: Any) -> None:
    made = laddered.make_threshold(tier("10"))
    gifted.fill(client, tea)
    before = dict(priced().applied_offers())
    made.delete()
    kept.changed()
    basket = priced()
    [change] = threshold_changes.changes(before, basket.applied_offers(), basket)
    assert change.text == "You do not get free delivery any more: it has ended."
    assert not change.is_good


def test_tiers_that_are_called_the_same_are_told_once(client: Client, tea: Any) -> None:
    for name in ("One", "Other"):
        laddered.make_threshold(tier("5"), tier("20", "percent"), name=name)
    shopdata.fill_basket(client, tea)
    reached = [one for one in told(client.get(BASKET)) if "reached" in one]
    assert reached == ["You have reached free delivery.", "You have reached 10 % off."]
