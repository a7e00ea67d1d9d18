"""Two windows with the same row: what one saved is not lost by what the other saves later."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Placement, Rule
from tests.merchant import errors_of, rule_form, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def seen_on(client: Client, url: str) -> str:
    """What the page that is open in a window sends along."""
    form = client.get(url).context["adminform"].form
    html = str(form["seen"])
    assert 'type="hidden"' in html
    value = form["seen"].value()
    assert value in html
    return str(value)


def test_the_later_window_of_a_rule_overwrites_nothing(client: Client) -> None:
    rule = Rule.objects.create(name="Best", strategy="bestsellers")
    url = reverse("admin:crosssell_rule_change", args=(rule.pk,))
    first, second = seen_on(client, url), seen_on(client, url)
    assert f'value="{first}"' in client.get(url).content.decode()

    saved = client.post(url, rule_form(name="Best", reason="From the first", seen=first))
    refused = client.post(url, rule_form(name="From the second", seen=second))

    assert saved.status_code == 302
    assert refused.status_code == 200
    assert errors_of(refused)["__all__"] == [
        "Somebody has saved this since you opened the page, so your changes were not saved. Open "
        "the page again in another window and make them there."
    ]
    assert Rule.objects.values_list("name", "reason").get() == ("Best", "From the first")
    again = client.post(url, rule_form(name="Second", seen=seen_on(client, url)))
    assert again.status_code == 302


def test_a_placement_that_was_switched_off_meanwhile_stays_off(client: Client) -> None:
    placement = Placement.objects.create(slot="home.bottom", widget="products")
    url = reverse("admin:crosssell_placement_change", args=(placement.pk,))
    seen = seen_on(client, url)
    assert f'value="{seen}"' in client.get(url).content.decode()
    form = {
        "slot": "home.bottom", "position": "10", "widget": "products", "layout": "list",
        "min_items": "1", "max_items": "4", "active": "on", "seen": seen,
    }  # fmt: skip
    client.post(
        reverse("admin:crosssell_placement_changelist"),
        {"action": "turn_off", "_selected_action": placement.pk},
    )

    refused = client.post(url, form)

    assert "Somebody has saved this" in errors_of(refused)["__all__"][0]
    assert not Placement.objects.get().active
    assert client.post(url, form | {"seen": seen_on(client, url)}).status_code == 302


def test_a_form_without_a_stamp_saves(client: Client) -> None:
    rule = Rule.objects.create(name="Best", strategy="bestsellers")

    sent = client.post(
        reverse("admin:crosssell_rule_change", args=(rule.pk,)), rule_form(name="Sent by a script")
    )

    assert sent.status_code == 302
    assert Rule.objects.get().name == "Sent by a script"
