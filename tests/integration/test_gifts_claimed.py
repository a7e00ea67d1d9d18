"""A gift is claimed with a click, lies in the basket as a line of its own, and costs nothing."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell.models import Tier
from tests import laddered, pricing, shopdata
from tests.laddered import tier

pytestmark = pytest.mark.django_db
Basket, Line = get_model("basket", "Basket"), get_model("basket", "Line")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def mug() -> Any:
    return shopdata.make_product("Mug", "7.35", 3)


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "5.00")


def claim(client: Client, product: Any = None, **form: Any) -> Any:
    """Claim the gift of the last tier, as the button does."""
    address = reverse("crosssell:claim_gift", args=[Tier.objects.latest("pk").pk])
    return client.post(address, form | ({"product": product.pk} if product is not None else {}))


def told(response: Any) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def lines() -> list[tuple[str, int, str]]:
    """What lies in all baskets: titles, pieces, and whose gift it is."""
    found = Line.objects.order_by("pk").select_related("product")
    gift = "crosssell-gift-"
    return [
        (one.product.title, one.quantity, "gift" if one.line_reference.startswith(gift) else "")
        for one in found
    ]


def test_the_gift_of_a_reached_tier_costs_nothing(client: Client, tea: Any, mug: Any) -> None:
    laddered.make_threshold(tier("20", "gift_of_choice", gifts=[mug]))
    shopdata.fill_basket(client, tea)
    answer = claim(client)
    assert answer.url == reverse("basket:summary")
    assert "Added to your basket: “Mug”" in told(answer)
    assert lines() == [("Tea", 1, ""), ("Mug", 1, "gift")]
    basket = Basket.objects.get()
    basket.strategy = shopdata.Default()
    pricing.apply(basket)
    assert pricing.given(basket) == {"a gift": (1, "7.35")}
    assert str(basket.total_incl_tax) == "20.00"
