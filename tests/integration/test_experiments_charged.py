"""Bundles and thresholds under test at checkout: each visitor is charged what he is shown."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import bundles, experiments
from crosssell.models import Exposure, OrderUnit
from shop.checkout.views import PaymentDetailsView
from tests import gifted, laddered, pricing, shopdata
from tests.bundled import make_bundle
from tests.integration.storefront import fetch, to_preview
from tests.integration.test_holds_checkout import PREVIEW
from tests.integration.test_holds_checkout import place as submit
from tests.integration.test_holds_view import elsewhere
from tests.laddered import tier
from tests.learned import learn, place, rule
from tests.tested import become, make_experiment, part, stored, visitor_in
from tests.visitor import AGENT, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
Order, Basket = get_model("order", "Order"), get_model("basket", "Basket")
# What each part pays for tea (4.00) and milk (2.00), with a delivery for 6.31.
PAID = {"Shown": "11.71", "Holdout": "12.31"}


def bundle() -> Any:
    """10 % off tea and milk."""
    return make_bundle(*products())


def threshold() -> Any:
    """10 % off from 5.00 on."""
    return laddered.make_threshold(tier("5", "percent"))


def products() -> list[Any]:
    """Tea and milk."""
    found = list(shopdata.Product.objects.filter(title__in=("Tea", "Milk")).order_by("pk"))
    return found or [shopdata.make_product("Tea", "4.00"), shopdata.make_product("Milk", "2.00")]


@pytest.mark.parametrize("make", [bundle, threshold])
@pytest.mark.parametrize("name", PAID)
def test_what_is_shown_is_charged(make: Any, name: str) -> None:
    test = make_experiment(make())
    client = visitor_in(test, name, unit=12)
    to_preview(client, *products())
    assert f"${PAID[name]}" in fetch(client, PREVIEW)
    assert submit(client).url == reverse("checkout:thank-you")
    order = Order.objects.get()
    assert order.total_incl_tax == Decimal(PAID[name])
    # Written with the order itself: nothing that waits for a commit has run here.
    assert [(one.order_id, one.unit) for one in OrderUnit.objects.all()] == [(order.pk, 12)]
    assert stored() == [(test.pk, part(test, name).pk, 12)]


@pytest.mark.parametrize("make", [bundle, threshold])
def test_whoever_is_in_no_test_pays_as_the_first_variant(
    make: Any, django_capture_on_commit_callbacks: Any
) -> None:
    make_experiment(make(), holdout=999)
    client = Client(headers={"user-agent": AGENT, "Sec-GPC": "1"})
    to_preview(client, *products())
    assert f"${PAID['Shown']}" in fetch(client, PREVIEW)
    with django_capture_on_commit_callbacks(execute=True):
        submit(client)
    assert Order.objects.get().total_incl_tax == Decimal(PAID["Shown"])
    assert not OrderUnit.objects.exists()
    assert stored() == []


@pytest.mark.parametrize("make", [bundle, threshold])
def test_without_a_request_the_first_variant_counts(make: Any) -> None:
    made = make()
    basket = shopdata.make_basket(*products())
    assert pricing.apply(basket).total_incl_tax == Decimal("5.40")
    nothing = make_experiment({"Nothing": [], "Shown": made}, holdout=0)
    assert pricing.apply(basket).total_incl_tax == Decimal("6.00")
    experiments.end(nothing, timezone.now())
    assert pricing.apply(basket).total_incl_tax == Decimal("5.40")


@pytest.mark.parametrize("make", [bundle, threshold])
def test_a_test_that_starts_before_the_click_charges_nobody_more(make: Any) -> None:
    made, client = make(), browser()
    to_preview(client, *products())
    assert f"${PAID['Shown']}" in fetch(client, PREVIEW)
    become(client, make_experiment(made), "Holdout")
    answer = submit(client)
    assert answer.url == reverse("basket:summary")
    assert gifted.told(answer) == [
        "Your savings have changed since you last saw your order.",
        "Nothing was charged. Please look at your basket again.",
    ]
    assert not Order.objects.exists()


@pytest.mark.parametrize("make", [bundle, threshold])
def test_a_test_that_ends_before_the_click_may_charge_less(make: Any) -> None:
    test = make_experiment(make())
    client = visitor_in(test, "Holdout")
    to_preview(client, *products())
    assert f"${PAID['Holdout']}" in fetch(client, PREVIEW)
    experiments.end(test, timezone.now())
    submit(client)
    assert Order.objects.get().total_incl_tax == Decimal(PAID["Shown"])


@pytest.mark.parametrize("make", [bundle, threshold])
def test_a_submitted_basket_keeps_its_price(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    test = make_experiment({"Nothing": [], "Shown": make()}, holdout=0)
    client = visitor_in(test, "Shown")
    to_preview(client, *products())
    fetch(client, PREVIEW)
    monkeypatch.setattr(PaymentDetailsView, "handle_payment", elsewhere)
    assert submit(client).url == "https://pay.example/"
    experiments.end(test, timezone.now())
    assert gifted.priced(status="Frozen").total_incl_tax == Decimal("5.40")


def test_what_was_had_before_is_asked_in_the_visitors_part() -> None:
    """A guest with an address is not told that he has had what his part never showed."""
    test = make_experiment(bundle())
    client = visitor_in(test, "Holdout")
    shopdata.fill_basket(client, *products())
    request = client.get(reverse("basket:summary")).wsgi_request
    assert bundles.offers_for(request.basket, AnonymousUser(), request, known=False) == []
    assert len(bundles.offers_for(request.basket, AnonymousUser())) == 1


def test_a_gift_is_for_those_who_see_its_threshold() -> None:
    mug = shopdata.make_product("Mug", "7.00")
    test = make_experiment(gifted.ladder(mug, at_least="5"))
    for name, said in (
        ("Shown", "Mug"),
        ("Holdout", "This gift is not offered any more."),
    ):
        client = visitor_in(test, name)
        gifted.fill(client, *products())
        told = " ".join(gifted.told(gifted.claim(client)))
        assert said in told
    assert [row for row in gifted.lines() if row[2]] == [("Mug", 1, "gift")]


def test_bars_fillers_and_json_are_those_of_the_part() -> None:
    [tea, milk] = products()
    learn(best=[milk])
    place(widget="threshold", slot="basket.below_lines")
    place(widget="gap_filler", slot="basket.below_lines", position=20)
    place(rule("reaches_threshold"), slot="home.bottom", title="Reach it")
    test = make_experiment(threshold())
    found = []
    for name in PAID:
        client = visitor_in(test, name)
        shopdata.fill_basket(client, tea)
        html = client.get(reverse("basket:summary")).content.decode()
        known = client.get("/crosssell/api/thresholds/").json()["thresholds"]
        found.append(
            (
                bool(re.search(r"Add \$1\.00 more and get 10 % off", html)),
                "Add one of these and get 10 % off" in html,
                "Reach it" in client.get("/").content.decode(),
                len(known),
            )
        )
    assert found == [(True, True, True, 1), (False, False, False, 0)]


def test_who_begins_to_order_is_noted_for_each_test_that_he_has_met() -> None:
    test = make_experiment(bundle())
    client = visitor_in(test, "Shown", unit=12)
    to_preview(client, *products())
    client.get(reverse("checkout:index"))
    stored()
    exposure = Exposure.objects.get()
    assert exposure.checkout_at is not None
    assert exposure.checkout_at >= exposure.first_at


def test_an_order_is_placed_though_nobody_can_say_whose_it_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = visitor_in(make_experiment(bundle()), "Shown")
    to_preview(client, *products())
    fetch(client, PREVIEW)
    monkeypatch.delattr("crosssell.experiments.orders.OrderUnit")
    assert submit(client).url == reverse("checkout:thank-you")
    assert Order.objects.get().total_incl_tax == Decimal(PAID["Shown"])
    assert f"Order {Order.objects.get().pk} is in no test." in caplog.text
