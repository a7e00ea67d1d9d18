"""Simulations and suggestions against whoever may not, and whatever is sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.models import Bundle
from tests import shopdata
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.learned import learn
from tests.merchant import sign_in
from tests.shopdata import PASSWORD

pytestmark = pytest.mark.django_db
SUGGESTIONS = reverse("admin:crosssell_bundle_suggestions")
ADD = reverse("admin:crosssell_bundle_add")
HOSTILE = ("", "-1", "0", "1e3", "9" * 40, "٣", "\x00", "<script>", "1' OR 1=1", "NaN")


@pytest.fixture
def sold() -> Any:
    tea, cup, other = (shopdata.make_product(name) for name in ("Tea", "Cup", "Other"))
    at = timezone.now() - timedelta(days=1)
    for products in [(tea, cup)] * 6 + [(other,)] * 20:
        shopdata.make_order(*products, at=at)
    learn({tea: [cup]}, together=6)
    return tea, cup


def staff(client: Client, *names: str) -> None:
    user = shopdata.make_user("staff@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert client.login(username=user.email, password=PASSWORD)


def page(pk: Any) -> str:
    return reverse("admin:crosssell_bundle_changelist") + f"{pk}/simulate/"


def key(sold: Any) -> str:
    return "-".join(str(one.pk) for one in sold)


@pytest.mark.parametrize("names", [(), ("view_rule", "add_rule", "view_order")])
def test_without_permission_for_bundles_nothing_is_shown(
    client: Client, sold: Any, names: tuple[str, ...]
) -> None:
    bundle = make_bundle(*sold)
    staff(client, *names)

    assert client.get(page(bundle.pk)).status_code == 403
    assert client.get(SUGGESTIONS).status_code == 403
    assert client.post(SUGGESTIONS, {"key": key(sold)}).status_code == 403
    sent = bundle_form([part(("product", one)) for one in sold], **{"_simulate": "on"})
    assert client.post(ADD, sent).status_code == 403
    assert SUGGESTIONS not in client.get("/admin/crosssell/").content.decode()


def test_who_may_only_look_makes_and_changes_nothing(client: Client, sold: Any) -> None:
    bundle = make_bundle(shopdata.make_product("Pot"), sold[0])
    staff(client, "view_bundle")

    assert client.get(page(bundle.pk)).status_code == 200
    assert "Make a draft" not in client.get(SUGGESTIONS).content.decode()
    assert client.post(SUGGESTIONS, {"key": key(sold)}).status_code == 403
    url = reverse("admin:crosssell_bundle_change", args=(bundle.pk,))
    assert client.post(url, bundle_form(**{"_simulate": "on"})).status_code == 403
    assert Bundle.objects.count() == 1


@pytest.mark.parametrize("customer", [False, True])
def test_guests_and_customers_are_sent_to_the_sign_in(
    client: Client, sold: Any, customer: bool
) -> None:
    if customer:
        user = shopdata.make_user("customer@example.com")
        assert client.login(username=user.email, password=PASSWORD)

    for url in (page(make_bundle(*sold).pk), SUGGESTIONS):
        assert "/login/" in client.get(url).url


def test_a_draft_needs_the_token_of_the_form(sold: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client)

    assert client.post(SUGGESTIONS, {"key": key(sold)}).status_code == 403
    assert client.put(SUGGESTIONS).status_code in (403, 405)
    assert Bundle.objects.count() == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_sent_is_answered(client: Client, sold: Any, text: str) -> None:
    bundle = make_bundle(*sold, active=False)
    sign_in(client)

    assert client.get(page(bundle.pk), {"simulate_days": text}).status_code == 200
    for name in ("percent", "least_margin"):
        assert client.get(SUGGESTIONS, {name: text}).status_code == 200
    answer = client.post(SUGGESTIONS, {"key": text, "percent": text, "least_margin": text})
    assert answer.status_code == 302
    sent = bundle_form(
        [part(("product", one)) for one in sold],
        **{"_simulate": text, "simulate_days": text, "name": text or "x", "text": text},
    )
    answer = client.post(ADD, sent)
    assert answer.status_code == 200
    assert text == "" or "<script>x" not in answer.content.decode()
    assert Bundle.objects.count() == 1


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 19, "9" * 60])
def test_a_bundle_that_is_not_there_is_not_found(client: Client, pk: str) -> None:
    sign_in(client)

    assert client.get(page(pk)).status_code == 404


def test_what_was_typed_is_carried_as_text(client: Client, sold: Any) -> None:
    sign_in(client)
    sent = bundle_form([part(("product", one)) for one in sold], **{"_simulate": "on"})

    html = client.post(ADD, sent | {"text": '"><script>x()</script>'}).content.decode()

    assert "<script>x()" not in html
    assert "&quot;&gt;&lt;script&gt;x()&lt;/script&gt;" in html
