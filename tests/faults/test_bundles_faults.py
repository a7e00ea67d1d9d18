"""Whatever fails in pricing bundles, the basket is priced without them and nothing else breaks."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from crosssell import bundle_lookup, bundles
from crosssell.models import offer_rows
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, given, site_offer

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def tea() -> Any:
    product = shopdata.make_product("Tea", "4.00")
    make_bundle(product)
    return product


def broken(*_: Any, **__: Any) -> Any:
    """A statement that the database refuses: on PostgreSQL it spoils a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing_like_it")


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (bundles, "any_bundle"),
        (bundles, "priced_lines"),
        (bundles, "completable"),
        (bundles, "combine"),
        (bundle_lookup, "rows"),
        (offer_rows, "rows_for"),
    ],
)
def test_a_page_goes_on_without_bundles(
    monkeypatch: pytest.MonkeyPatch, caplog: Any, tea: Any, where: Any, name: str
) -> None:
    site_offer(tea, percent="5")
    basket = shopdata.make_basket(tea)
    monkeypatch.setattr(where, name, broken)
    with transaction.atomic():
        assert given(apply(basket)) == {"Sale": (1, "0.20")}
        shopdata.make_product("Written afterwards")
    assert f"Basket {basket.pk} is priced without bundles." in caplog.text
    monkeypatch.undo()
    assert given(apply(basket)) == {"Tea time": (1, "0.40")}


def test_an_order_is_placed_without_bundles(
    monkeypatch: pytest.MonkeyPatch, client: Client, tea: Any
) -> None:
    monkeypatch.setattr(bundles, "_offers", broken)
    shopdata.fill_basket(client, tea)
    page = client.get("/basket/")
    assert page.status_code == 200
    order = shopdata.place_order(page.context["basket"], shopdata.make_user())
    assert str(order.total_incl_tax) == "4.00"


def test_a_failure_before_bundles_are_asked(
    monkeypatch: pytest.MonkeyPatch, caplog: Any, tea: Any
) -> None:
    monkeypatch.setattr("crosssell.oscar.line_discounts.forget_ours", broken)
    with transaction.atomic():
        if connection.vendor == "sqlite":
            assert given(apply(shopdata.make_basket(tea))) == {}
            assert "is priced without bundles" in caplog.text


def test_discounts_that_cannot_be_trimmed_stay(
    monkeypatch: pytest.MonkeyPatch, caplog: Any, tea: Any
) -> None:
    def fail(basket: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("crosssell.oscar.line_discounts.trim", fail)
    assert given(apply(shopdata.make_basket(tea))) == {"Tea time": (1, "0.40")}
    assert "may exceed its prices" in caplog.text
