"""The preview with whatever somebody puts into its address, and with hostile texts of the shop."""

import html
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.models import Placement
from tests.integration.preview_page import PREVIEW, SRCDOC, asked, frames
from tests.learned import SLOT, learn, place, rule
from tests.merchant import sign_in
from tests.shopdata import make_product, make_user

pytestmark = pytest.mark.django_db
MARKUP = "\"'><script>alert(1)</script>"
VALUES = (
    "-1", "0", "1e3", "1" + "0" * 30, str(2**63), "x", "' OR 1=1 --", "\x00", "١", "\ud800", "🫖",
    MARKUP, "9" * 5000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.mark.parametrize(
    "name",
    ["slot", "product", "category", "basket", "viewed", "customer", "order", "at", "why_not"],
)
def test_no_value_is_more_than_an_error_beside_its_field(client: Client, name: str) -> None:
    for value in VALUES:
        value = value.encode(errors="replace").decode()
        response = client.get(PREVIEW, {"slot": SLOT, name: value, f"{name}-typed": value})

        assert response.status_code == 200, value
        form = response.context["form"]
        assert list(form.errors) == [name], value
        assert "<script>alert" not in response.content.decode()


def test_markup_of_the_shop_stays_text_on_the_page_and_in_the_frame(client: Client) -> None:
    tea, milk = make_product(f"Tea {MARKUP}"), make_product(f"Milk {MARKUP}")
    learn({tea: [milk]})
    place(rule(name=MARKUP, reason=MARKUP), title=MARKUP)

    response = asked(client, product=tea.pk, why_not=milk.pk)

    page, [frame] = response.content.decode(), frames(response)
    assert "<script>alert" not in page
    assert "<script>alert" not in frame
    assert f"Milk {html.escape(MARKUP)}" in frame
    assert len(SRCDOC.findall(page)) == 1
    assert MARKUP in response.context["why"].verdict


def test_the_frame_runs_nothing_and_sends_nothing(client: Client) -> None:
    tea = make_product("Tea")
    learn({tea: [make_product("Milk")]})
    place(rule())

    page = asked(client, product=tea.pk).content.decode()

    # Without allow-scripts, allow-forms, allow-popups and allow-top-navigation.
    assert page.count("<iframe") == page.count('sandbox="allow-same-origin"') == 1


def test_a_preview_writes_nothing_and_shows_nothing_of_the_merchant(client: Client) -> None:
    tea, own = make_product("Tea"), make_product("Own")
    Placement.objects.create(slot="home.top", widget="products").rules.add(rule("recently_viewed"))
    ann = make_user("ann@example.com")
    session = dict(client.session)
    before = timezone.now()
    client.cookies["oscar_history"] = f"[{own.pk}]"

    response = asked(client, slot="home.top", basket=[tea.pk], customer=ann.pk)

    assert "Own" not in response.content.decode()
    assert dict(client.session) == session
    assert ann.baskets.count() == 0
    ann.refresh_from_db()
    assert ann.last_login is None or ann.last_login < before
    assert "sessionid" not in response.cookies


def test_the_other_pages_take_no_question(client: Client) -> None:
    for name in ("quick_start", "readiness"):
        url = reverse(f"admin:crosssell_{name}")
        assert client.get(url, {"slot": MARKUP, "run": "x"}).status_code == 200
