"""The page of a bundle beside its form: limits, two windows, permissions, history."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crosssell.models import Bundle, BundleTally, BundleUse, ComponentTarget
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.merchant import errors_of, messages_of, sign_in
from tests.shopdata import PASSWORD, make_product, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def address(bundle: Bundle, page: str = "change") -> str:
    return reverse(f"admin:crosssell_bundle_{page}", args=(bundle.pk,))


def edited(bundle: Bundle, *parts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the page of this bundle sends, with these parts in place of its own."""
    rows = list(bundle.components.all())
    form = bundle_form(parts, name=bundle.name, slug=bundle.slug)
    form["components-INITIAL_FORMS"] = str(len(rows))
    form |= {f"components-{at}-id": row.pk for at, row in enumerate(rows)}
    return form | changes


def test_what_a_merchant_saves_counts_at_once(client: Client) -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    bundle = make_bundle(tea)
    version, target = bundle.version, ComponentTarget.objects.get()

    saved = client.post(
        address(bundle),
        edited(
            bundle, part(("product", tea), ("product", cup), quantity=2), part(("product", cup))
        ),
    )

    assert saved.status_code == 302
    bundle.refresh_from_db()
    assert bundle.parts == 2
    assert bundle.version > version
    first, second = bundle.components.all()
    assert (first.quantity, second.position) == (2, 20)
    assert target in first.targets.all()
    assert set(first.targets.values_list("target", flat=True)) == {tea.pk, cup.pk}


def test_a_part_alone_is_changed_and_removed(client: Client) -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    bundle = make_bundle(tea, cup)
    form = edited(bundle, part(("product", tea)), part(("product", cup)))
    version = Bundle.objects.get().version

    client.post(address(bundle), form | {"components-1-DELETE": "on"})

    found = Bundle.objects.get()
    assert found.parts == found.components.count() == 1
    assert found.version > version
    assert ComponentTarget.objects.count() == 1


def test_limits_below_what_was_used_are_said(client: Client) -> None:
    tea = make_product("Tea")
    bundle = make_bundle(tea, most_uses=100, budget=50, budget_currency="USD")
    for customer in "ab":
        BundleUse.objects.create(
            bundle=bundle, name=bundle.name, state="confirmed", uses=4, customer=customer,
            amount=Decimal(8), currency="USD", expires_at=bundle.created_at,
        )  # fmt: skip
    BundleTally.objects.update_or_create(bundle=bundle, defaults={"uses": 8, "amount": 16})

    sent = client.post(
        address(bundle),
        edited(bundle, part(("product", tea)), most_uses="5", budget="12", per_customer="3"),
    )

    assert messages_of(sent)[:3] == [
        "“Times in total” is now 5, but it was used 8 times already: it is used up.",
        "The budget is now $12.00, but $16.00 was given already: it is used up.",
        "“Times for a customer” is now 3; customers who used it more often already: 2. They keep "
        "what they have, and get no more.",
    ]
    tally = BundleTally.objects.get()
    assert (tally.uses, tally.amount) == (8, 16)


def test_the_later_window_overwrites_nothing(client: Client) -> None:
    tea = make_product("Tea")
    bundle = make_bundle(tea)
    seen = client.get(address(bundle)).context["adminform"].form["seen"].value()
    form = edited(bundle, part(("product", tea)), seen=seen)

    assert client.post(address(bundle), form | {"text": "From the first"}).status_code == 302
    refused = client.post(address(bundle), form | {"components-0-quantity": "9"})

    assert "Somebody has saved this" in errors_of(refused)["__all__"][0]
    assert Bundle.objects.get().text == "From the first"
    assert bundle.components.get().quantity == 1


def test_history_tells_and_restores_every_row(client: Client) -> None:
    tea, cup = make_product("Tea"), make_product("Cup")
    bundle = make_bundle((2, [tea, cup]), cup, rewarded=[1])
    client.post(
        address(bundle),
        edited(bundle, part(("product", tea)), part(("product", cup)), name="Renamed"),
    )
    Bundle.objects.filter(pk=bundle.pk).update(version=7)
    page = client.get(address(bundle, "history"))
    newest, oldest = page.context["entries"]

    assert [(one.before, one.after) for one in newest["changes"]] == [
        ("Tea time", "Renamed"),
        ("2 of Cup or Tea and 1 Cup", "1 Tea and 1 Cup"),
        ("1 Cup, 10 % off", "10 % off"),
    ]
    restore = reverse("admin:crosssell_bundle_restore", args=(bundle.pk, oldest["version"].pk))
    client.post(restore)

    found = Bundle.objects.get()
    assert (found.name, found.parts) == ("Tea time", 2)
    assert found.version > 7
    first, second = found.components.all()
    assert (first.quantity, first.targets.count()) == (2, 2)
    assert (second.rewarded, second.targets.get().target) == (True, cup.pk)


def test_a_deleted_bundle_comes_back_whole(client: Client) -> None:
    bundle = make_bundle((2, make_product("Tea")), reward="amount_off", amounts={"USD": "1.50"})
    client.post(address(bundle, "delete"), {"post": "yes"})
    assert not Bundle.objects.exists()
    url = reverse("admin:crosssell_bundle_recover")
    (entry,) = client.get(url).context["entries"]

    client.post(url, {"version": entry[0].pk})

    found = Bundle.objects.get()
    assert (found.pk, found.parts, found.amounts.get().amount) == (bundle.pk, 1, Decimal("1.5"))
    assert found.components.get().targets.count() == 1


def test_who_may_only_look_sees_words(client: Client) -> None:
    bundle = make_bundle(make_product("Tea"), reward="amount_off", amounts={"USD": "1.50"})
    clerk = make_user("clerk@example.com", is_staff=True)
    names = ("view_bundle", "view_component", "view_bundleamount")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.login(username="clerk@example.com", password=PASSWORD)

    page = client.get(address(bundle))

    assert page.status_code == 200
    html = page.content.decode()
    assert "1 Tea: $1.50 off." in html
    assert "Show what it costs" not in html
    assert client.post(address(bundle), {"_cost": "1"}).status_code == 403
    assert client.get(reverse("admin:crosssell_bundle_add")).status_code == 403


def test_the_page_asks_a_fixed_number_of_queries(client: Client) -> None:
    cups = [make_product(f"Cup {number}") for number in range(9)]

    def queries(bundle: Bundle) -> int:
        client.get(address(bundle))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(bundle)).status_code == 200
        return len(found)

    few = queries(make_bundle(cups[0], cups[1]))
    assert queries(make_bundle(cups[:4], (2, cups[4:]), name="Many")) == few


def test_hostile_values_break_nothing(client: Client) -> None:
    url = reverse("admin:crosssell_bundle_add")
    rows = [part(("product", "1 OR 1=1"), ("category", "9" * 30), quantity=1)]
    wrong = {
        "name": "a\u202eb\x00", "per_basket": "9" * 40, "budget": "1e400", "margin_floor": "NaN",
        "components-TOTAL_FORMS": "1", "args-percent-percent": "Infinity", "_cost": "1",
    }  # fmt: skip

    for form in (bundle_form(rows, **wrong), {"_cost": "1"}, bundle_form(rows, reward="../x")):
        answer = client.post(url, form)
        assert answer.status_code in (200, 400), form
    assert client.get(url, {"_cost": "1"}).status_code == 200
    for query in ("?q=%00", "?bundle__id__exact=x", "?e=1", "?p=99"):
        assert client.get(reverse("admin:crosssell_bundle_changelist") + query).status_code in (
            200, 302,
        ), query  # fmt: skip
        assert client.get(reverse("admin:crosssell_bundleuse_changelist") + query).status_code in (
            200, 302,
        ), query  # fmt: skip
    script = make_bundle(make_product("<script>alert(1)</script>"), name="<img src=x>")
    html = client.get(address(script)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
