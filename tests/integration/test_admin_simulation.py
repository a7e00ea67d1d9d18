"""Simulate before saving: a bundle's form replayed, and a saved bundle's page."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from reversion.models import Revision

from crosssell.models import Bundle
from tests import shopdata
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form, part
from tests.merchant import messages_of, sign_in

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_bundle_add")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def sold() -> Any:
    """Tea and cup, and three orders of both in the last days."""
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "2.50")
    for days in (1, 2, 40):
        shopdata.make_order(tea, cup, at=timezone.now() - timedelta(days=days))
    return tea, cup


def form(sold: Any, **changes: Any) -> dict[str, Any]:
    parts = [part(("product", one)) for one in sold]
    return bundle_form(parts, **{"_simulate": "Replay", **changes})


def page(bundle: Bundle) -> str:
    return reverse("admin:crosssell_bundle_simulate", args=(bundle.pk,))


def change(bundle: Bundle) -> str:
    return reverse("admin:crosssell_bundle_change", args=(bundle.pk,))


def test_a_new_bundle_is_replayed_and_not_saved(client: Client, sold: Any) -> None:
    answer = client.post(ADD, form(sold))

    told = answer.context["told"]
    assert answer.status_code == 200
    assert told.result == "3 orders (100.0 %) would have got it: 3 sets, $1.95 of discount."
    assert "Nothing was saved." in answer.content.decode()
    assert Bundle.objects.count() == Revision.objects.count() == 0
    assert messages_of(answer) == []


def test_wrong_forms_come_back_with_their_errors(client: Client, sold: Any) -> None:
    answer = client.post(ADD, form(sold, name=""))

    assert "told" not in answer.context
    assert answer.context["adminform"].form.errors == {"name": ["This field is required."]}
    assert Bundle.objects.count() == 0


def test_changes_of_a_saved_bundle_are_replayed_and_not_saved(client: Client, sold: Any) -> None:
    bundle = make_bundle(*sold, active=False)
    bundle.refresh_from_db()
    version = bundle.version

    rows = [
        {"id": str(one.pk), **part(("product", product))}
        for one, product in zip(bundle.components.all(), sold, strict=True)
    ]
    sent = bundle_form(rows, **{"args-percent-percent": "20", "_simulate": "Replay"})

    answer = client.post(change(bundle), sent | {"components-INITIAL_FORMS": "2"})

    (told,) = answer.context["result"].in_currency
    bundle.refresh_from_db()
    assert told.discount == Decimal("3.90")
    assert (bundle.args, bundle.version, bundle.name) == ({"percent": "10"}, version, "Tea time")
    assert bundle.components.count() == 2


def test_other_days_replay_the_same_form_again(client: Client, sold: Any) -> None:
    answer = client.post(ADD, form(sold, simulate_days="7"))

    assert answer.context["result"].orders == 2
    carried = dict(answer.context["carried"])
    assert carried["name"] == "Tea set"
    assert not {"_simulate", "simulate_days", "csrfmiddlewaretoken"} & carried.keys()

    again = client.post(ADD, {**carried, "_simulate": "Replay", "simulate_days": "90"})

    assert again.context["result"].orders == 3


def test_the_page_of_a_saved_bundle(client: Client, sold: Any) -> None:
    bundle = make_bundle(*sold, active=False)
    rival = make_bundle(*sold, name="Twice & <b>", args={"percent": "5"})

    answer = client.get(page(bundle))

    html, told = answer.content.decode(), answer.context["told"]
    lines = {line.name: [text for _code, text in line.by_currency] for line in told.lines}
    assert lines == {
        "Orders that complete it": ["3 (100.0 %)"],
        "Orders that get it": ["3 (100.0 %)"],
        "Sets": ["3 (one: 3)"],
        "Discount in all": ["$1.95"],
        "Share of these orders": ["10.0 %"],
        "Share of all orders": ["10.0 %"],
        "Discount of an order": ["$0.65; middle $0.65"],
        "Orders by the share they lose": ["≤ 10 %: 3"],
        "Margin left on its pieces": ["not known"],
    }
    assert told.worst[0].words == "$0.65 off $6.50, 10.0 % of it"
    assert reverse("dashboard:order-detail", args=(told.worst[0].number,)) in html
    (beside,) = told.rivals
    assert (beside.id, dict(beside.cells)["Difference"]) == (rival.pk, "-$0.96")
    assert "Twice &amp; &lt;b&gt;" in html
    assert "<script" not in told.charts[0]
    assert "Nothing was saved." not in html
    assert page(bundle) in client.get(change(bundle)).content.decode()


@pytest.mark.parametrize(("days", "orders"), [("1", 0), ("30", 2), ("730", 3)])
def test_days_are_chosen(client: Client, sold: Any, days: str, orders: int) -> None:
    bundle = make_bundle(*sold)

    assert client.get(page(bundle), {"simulate_days": days}).context["result"].orders == orders


def test_a_page_without_orders_says_so(client: Client, sold: Any) -> None:
    answer = client.get(page(make_bundle(*sold)), {"simulate_days": "1"})

    assert "There are no orders to replay. Choose more days." in answer.content.decode()


def test_a_draft_that_is_never_given_says_so(client: Client, sold: Any) -> None:
    make_bundle(*sold, name="Better", args={"percent": "30"})

    told = client.get(page(make_bundle(*sold, active=False))).context["told"]

    assert told.result == "3 orders complete it, but it would never have been given."
    assert [line.name for line in told.lines] == ["Orders that complete it", "Orders that get it"]
    assert (told.worst, told.charts) == ((), ())


def test_a_bundle_that_no_order_completes_says_so(client: Client, sold: Any) -> None:
    answer = client.get(page(make_bundle(*sold, shopdata.make_product("Pot"))))

    assert "No order completes this bundle." in answer.content.decode()


def test_the_form_costs_no_more_queries_with_more_orders(client: Client, sold: Any) -> None:
    client.post(ADD, form(sold))
    with CaptureQueriesContext(connection) as few:
        client.post(ADD, form(sold))
    for _ in range(20):
        shopdata.make_order(*sold, at=timezone.now() - timedelta(days=3))
    with CaptureQueriesContext(connection) as many:
        assert client.post(ADD, form(sold)).context["result"].orders == 23

    assert len(many) == len(few)
