"""Redis gone or silent: every page answers, with its widgets, and an order is still placed."""

from collections.abc import Callable

import pytest
from celery import current_app
from django.core.cache import caches
from django.test import Client
from oscar.core.loading import get_model

from crosssell import slots
from crosssell.models import Placement, Rule
from shop import cache as shop_cache
from tests import shopdata
from tests.integration.storefront import VISITS

TITLE = "New on our shelves"
# In the order of one e-mail or page there are never more of our slots than this.
NEWCOMERS = 14

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["gone_redis", "silent_redis"])
def without_redis(
    request: pytest.FixtureRequest, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache and the broker of the shop point at a Redis that is down, or that is silent."""
    url = request.getfixturevalue(request.param)
    settings.CACHES = {
        "default": {
            "BACKEND": "shop.cache.ForgivingRedisCache",
            "LOCATION": url,
            "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
        }
    }
    monkeypatch.setattr(shop_cache, "_asked_again_at", {})
    monkeypatch.setattr(current_app.conf, "broker_url", url)
    assert caches["default"].get("anything") is None


@pytest.fixture
def placements_everywhere(db: None) -> None:
    """Every slot shows new arrivals."""
    for number in range(NEWCOMERS):
        shopdata.make_product(f"Newcomer {number}")
    rule = Rule.objects.create(name="Newcomers", strategy="new_arrivals")
    rows = [
        Placement(slot=slot.name, title=TITLE, min_items=1, max_items=1)
        for slot in slots.all_slots()
    ]
    for row in Placement.objects.bulk_create(rows):
        row.rules.add(rule)


# A Redis that is down fails at the same calls, only sooner: the main pages stand for the others.
GONE = [("gone_redis", name) for name in ("home", "category", "product", "basket", "thank_you")]
SILENT = [("silent_redis", name) for name in VISITS]


@pytest.mark.usefixtures("placements_everywhere", "without_redis")
@pytest.mark.parametrize(("without_redis", "visit"), GONE + SILENT, indirect=["without_redis"])
def test_a_page_has_its_widgets(client: Client, visit: str) -> None:
    assert TITLE in VISITS[visit](client)


@pytest.mark.usefixtures("without_redis")
def test_an_order_is_placed(client: Client, django_capture_on_commit_callbacks: Callable) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        VISITS["thank_you"](client)
    assert get_model("order", "Order").objects.count() == 1
