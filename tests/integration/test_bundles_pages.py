"""Bundles on the shop's own pages: gained, lost, and kept through sign-in and checkout's freeze."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from crosssell import holds
from crosssell.models import Bundle
from crosssell.oscar.trial import trial_basket
from crosssell.sets.saved import in_basket
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given, off

pytestmark = [pytest.mark.django_db, pytest.mark.both]
Basket = get_model("basket", "Basket")


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "4.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "6.00")


def said(client: Client, **fields: Any) -> list[str]:
    """What the shop says after the basket's form was sent with these quantities."""
    lines = Basket.objects.get(status="Open").lines.order_by("pk")
    form = {"form-TOTAL_FORMS": lines.count(), "form-INITIAL_FORMS": lines.count()}
    for at, line in enumerate(lines):
        form |= {
            f"form-{at}-id": line.pk,
            f"form-{at}-quantity": fields.get(line.product.title, line.quantity),
        }
    answer = client.post(reverse("basket:summary"), form)
    assert answer.status_code == 302
    return [str(one) for one in get_messages(answer.wsgi_request)]


def about(texts: list[str], words: str) -> bool:
    return any(words in text for text in texts)


def test_gained_and_lost_is_said(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    shopdata.fill_basket(client, tea)
    # Read, so that they are gone.
    client.get("/basket/")
    form = {"quantity": 1, "child_id": cup.pk}
    added = client.post(reverse("basket:add", kwargs={"pk": cup.pk}), form)
    texts = [str(one) for one in get_messages(added.wsgi_request)]
    assert about(texts, "Tea time")
    texts = said(client, Cup=0)
    assert about(texts, "Tea time")
    assert given(client.get("/basket/").context["basket"]) == {}


def test_another_quantity_is_another_number_of_sets(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    shopdata.fill_basket(client, tea, cup)
    said(client, Tea=3, Cup=2)
    assert given(client.get("/basket/").context["basket"]) == {"Tea time": (2, "2.00")}


def test_a_bundle_is_no_upsell_of_oscars(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    shopdata.fill_basket(client, tea)
    assert client.get("/basket/").context["upsell_messages"] == []


def test_signing_in_brings_the_other_half(client: Client, tea: Any, cup: Any) -> None:
    make_bundle(tea, cup, group="Regulars")
    ann = shopdata.make_user(groups=["Regulars"])
    shopdata.make_basket(cup, owner=ann)
    shopdata.fill_basket(client, tea)
    assert given(client.get("/basket/").context["basket"]) == {}
    client.post(
        reverse("customer:login"),
        {
            "login-username": ann.email,
            "login-password": shopdata.PASSWORD,
            "login_submit": "1",
            "login-redirect_url": "/",
        },
    )
    assert given(client.get("/basket/").context["basket"]) == {"Tea time": (1, "1.00")}


def test_what_was_saved_is_told(tea: Any, cup: Any) -> None:
    bundle = make_bundle(tea, cup)
    basket = apply(shopdata.make_basket(tea, cup, quantity=2))
    (found,) = in_basket(basket)
    assert (found.name, found.sets, str(found.amount), found.currency) == (
        "Tea time", 2, "2.00", "USD",
    )  # fmt: skip
    assert found.url == reverse("crosssell:bundle", kwargs={"slug": bundle.slug})


def test_a_basket_to_try_with_has_its_bundles(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    strategy = shopdata.Default()
    with trial_basket([tea.pk, cup.pk], strategy) as trial:
        assert given(trial.basket) == {"Tea time": (1, "1.00")}
    assert get_model("offer", "ConditionalOffer").objects.count() == 0


def test_a_submitted_basket_keeps_its_price(tea: Any, cup: Any) -> None:
    bundle = make_bundle(tea, cup)
    ann = shopdata.make_user()
    basket = apply(shopdata.make_basket(tea, cup, owner=ann), ann)
    assert holds.take(basket, ann) is None
    basket.freeze()
    expected = given(basket), off(basket)
    make_bundle(tea, name="Better", args={"percent": "90"})
    Bundle.objects.filter(pk=bundle.pk).update(active=False)
    bundle.components.all().delete()
    frozen = Basket.objects.get(pk=basket.pk)
    frozen.strategy = basket.strategy
    assert (given(apply(frozen, ann)), off(frozen)) == expected
    Bundle.objects.get(pk=bundle.pk).delete()
    assert (given(apply(frozen, ann)), off(frozen)) == expected
    frozen.thaw()
    holds.release(frozen)
    assert set(given(apply(frozen, ann))) == {"Better"}


def test_a_frozen_basket_that_nobody_held_is_priced_as_any(tea: Any, cup: Any) -> None:
    make_bundle(tea, cup)
    basket = shopdata.make_basket(tea, cup)
    basket.freeze()
    assert given(apply(basket)) == {"Tea time": (1, "1.00")}
