"""Adding to a basket as other code sees it: Oscar's signal, offers, a basket ordered meanwhile."""

from typing import Any

import pytest
from django.test import RequestFactory
from oscar.apps.basket.signals import basket_addition
from oscar.core.loading import get_model
from oscar.test.factories import create_offer

from crosssell.oscar import baskets
from tests import shopdata

pytestmark = pytest.mark.django_db


def request_with(*products: Any) -> Any:
    request: Any = RequestFactory().post("/")
    request.user = shopdata.make_user()
    request.session = {}
    request.basket = shopdata.make_basket(*products, owner=request.user)
    return request


def test_oscars_signal_tells_the_line() -> None:
    tea = shopdata.make_product("Tea")
    request = request_with()
    heard = []

    def hear(sender: Any, **kwargs: Any) -> None:
        heard.append((sender.line.product, sender.line_created, kwargs["product"], kwargs["user"]))

    basket_addition.connect(hear)
    try:
        baskets.add(request, [baskets.Wish(tea.pk)])
    finally:
        basket_addition.disconnect(hear)
    assert heard == [(tea, True, tea, request.user)]


def test_a_receiver_that_fails_does_not_undo_the_addition() -> None:
    tea = shopdata.make_product("Tea")
    request = request_with()

    def fail(**kwargs: Any) -> None:
        raise RuntimeError("A receiver of the shop is broken.")

    basket_addition.connect(fail)
    try:
        outcome = baskets.add(request, [baskets.Wish(tea.pk)])
    finally:
        basket_addition.disconnect(fail)
    assert outcome == baskets.Outcome((baskets.Added("Tea", 1),), ())
    assert request.basket.num_items == 1


def test_a_basket_that_was_ordered_meanwhile_is_left_alone() -> None:
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    request = request_with(tea)
    other_tab = get_model("basket", "Basket").objects.get(pk=request.basket.pk)
    other_tab.submit()
    outcome = baskets.add(request, [baskets.Wish(milk.pk)])
    assert outcome.added == ()
    assert "ordered meanwhile" in outcome.refused[0].reason
    assert [line.product for line in other_tab.lines.all()] == [tea]


def test_offers_are_applied_to_what_was_added() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    kind = get_model("offer", "Benefit").FIXED
    everything = get_model("offer", "Range").objects.create(
        name="Everything", includes_all_products=True
    )
    create_offer(
        name="One off",
        condition=get_model("offer", "Condition").objects.create(
            range=everything, type="Count", value=1
        ),
        benefit=get_model("offer", "Benefit").objects.create(range=everything, type=kind, value=1),
    )
    request = request_with()
    before = dict(request.basket.applied_offers())
    baskets.add(request, [baskets.Wish(tea.pk)])
    texts = [text for _, text in baskets.messages_about_offers(request, before)]
    assert str(request.basket.total_excl_tax) == "3.00"
    assert any("One off" in text for text in texts)
