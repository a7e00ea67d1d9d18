"""Suggested bundles in admin: the page, and the click that makes a draft."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from crosssell.models import Bundle
from tests import shopdata
from tests.learned import learn
from tests.merchant import messages_of, sign_in

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:crosssell_bundle_suggestions")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def sold() -> str:
    """Six orders of tea and cup among others; the key of that set."""
    at = timezone.now() - timedelta(days=1)
    tea = shopdata.make_product("Tea & <b>", "4.00")
    cup, other = shopdata.make_product("Cup", "2.50"), shopdata.make_product("Other")
    for products, number in (((tea, cup), 6), ((tea,), 4), ((other,), 10)):
        for _ in range(number):
            shopdata.make_order(*products, at=at)
    learn({tea: [cup]}, together=6)
    return f"{tea.pk}-{cup.pk}"


def test_a_suggestion_is_told_in_words(client: Client, sold: str) -> None:
    answer = client.get(PAGE)

    (one,) = answer.context["shown"]
    assert one.together == "6 orders, 30.0 % of all"
    assert one.of_main == ("60.0 % of the 10 with Tea & <b> (with 95 % certainty 31.3 % or more)")
    assert (one.price, one.after) == ("$6.50", "$5.85")
    assert one.discount == "10 %; what it leaves is not known"
    assert one.cost == "$3.90 of discount in 6 orders"
    assert one.moved == "12 pieces, $39.00"
    assert one.reach == "4 more orders held all but one"
    html = answer.content.decode()
    assert "Tea &amp; &lt;b&gt;" in html
    assert "at least 5 of them held it" in html
    assert "Left out" not in html


def test_one_click_makes_a_draft_and_opens_it(client: Client, sold: str, merchant: Any) -> None:
    answer = client.post(PAGE, {"key": sold, "percent": "10", "least_margin": "10"})

    bundle = Bundle.objects.get()
    assert answer.url == reverse("admin:crosssell_bundle_change", args=(bundle.pk,))
    assert (bundle.active, bundle.name, bundle.components.count()) == (False, "Tea & <b> + Cup", 2)
    page = client.get(answer.url)
    assert page.status_code == 200
    assert messages_of(answer) == [
        "“Tea & <b> + Cup” is a draft: no basket gets it yet. Change it, then turn it on."
    ]
    version = Version.objects.get_for_object(bundle).get()
    assert (version.revision.user, version.revision.comment) == (merchant, "Made of a suggestion.")
    again = client.get(PAGE)
    assert again.context["shown"] == []
    assert "Left out: 1 in a bundle or a draft already." in again.content.decode()


def test_the_draft_gets_the_discount_that_was_chosen(client: Client, sold: str) -> None:
    answer = client.get(PAGE, {"percent": "15", "least_margin": "0"})
    assert answer.context["shown"][0].after == "$5.53"

    client.post(PAGE, {"key": sold, "percent": "15", "least_margin": "0"})

    assert Bundle.objects.get().args == {"percent": "15"}


def test_a_set_that_is_gone_makes_nothing(client: Client, sold: str) -> None:
    client.post(PAGE, {"key": sold})
    answer = client.post(PAGE, {"key": sold}, follow=True)

    assert Bundle.objects.count() == 1
    assert "This set is not suggested any more." in answer.content.decode()


@pytest.mark.parametrize("values", [{"percent": "0"}, {"percent": "51"}, {"least_margin": "100"}])
def test_wrong_terms_are_marked_and_the_usual_ones_used(
    client: Client, sold: str, values: dict[str, str]
) -> None:
    answer = client.get(PAGE, values)

    assert answer.context["form"].errors.keys() == values.keys()
    assert answer.context["shown"][0].suggestion.percent == 10


def test_without_a_run_the_page_says_what_to_do(client: Client) -> None:
    html = client.get(PAGE).content.decode()

    assert "The shop has not learned yet what sells together. Refresh first." in html
    assert reverse("admin:crosssell_run_changelist") in html


def test_without_sets_the_page_says_so(client: Client) -> None:
    learn()

    html = client.get(PAGE).content.decode()

    assert "No two products sold together often enough in these days." in html


def test_the_page_is_linked(client: Client) -> None:
    for name in ("crosssell_bundle_changelist", "crosssell_quick_start"):
        assert PAGE in client.get(reverse(f"admin:{name}")).content.decode()
    assert PAGE in client.get(reverse("admin:app_list", args=("crosssell",))).content.decode()
