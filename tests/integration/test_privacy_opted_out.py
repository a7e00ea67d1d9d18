"""Whoever has opted out leaves no trace, sees every widget filled, and orders as ever."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from crosssell.models import (
    Attribution,
    BufferedEvent,
    BundleUse,
    DailyCount,
    EarnedVoucher,
    Event,
    Exposure,
    MeasuredOrder,
    OrderUnit,
    RewardUse,
    Touch,
    ViewPair,
)
from tests.integration.privacy_person import USER_ID, USUAL
from tests.integration.privacy_scan import in_tables
from tests.integration.privacy_shop import SHOWN, make_products, make_shop
from tests.integration.privacy_walk import Walk, count, walk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]

WAYS = {
    "Sec-GPC": ({"sec-gpc": "1"}, ""),
    "DNT": ({"dnt": "1"}, ""),
    "consent": ({}, "tests.integration.privacy_shop.refuses"),
}
MEASURING = (Event, Touch, Exposure, OrderUnit, DailyCount, Attribution, ViewPair, BufferedEvent)
CAMPAIGN = "crosssell.visits.CampaignMiddleware"


@pytest.fixture
def walks(django_capture_on_commit_callbacks: Any) -> Any:
    def go(products: Any, **headers: str) -> Walk:
        with django_capture_on_commit_callbacks(execute=True):
            return walk(products, **headers)

    return go


@pytest.mark.parametrize("way", WAYS)
def test_no_trace_no_empty_widget_and_the_same_order(way: str, walks: Any, settings: Any) -> None:
    headers, hook = WAYS[way]
    settings.CROSSSELL = settings.CROSSSELL | {"CONSENT_HOOK": hook}
    done = walks(make_shop(), **headers)
    noted = [model.__name__ for model in MEASURING if model.objects.exists()]
    count()
    assert noted == [model.__name__ for model in MEASURING if model.objects.exists()] == []
    # No cookie of ours, no session before checkout begins one, and nothing of ours in it.
    assert done.cookies == USUAL
    assert "crosssell" not in done.client.session
    assert not [key for key in cache._cache if "crosssell:seen" in key]
    assert done.tokens() == set()
    shown = done.shown()
    for page in set(SHOWN) - {"landing"}:
        assert shown[page] >= SHOWN[page], page
    assert shown["home"] >= {"home.top"}
    assert in_tables([USER_ID]) == set()
    # The discounts and the voucher are the order's own.
    assert [order.total_incl_tax for order in done.orders] == [Decimal("29.13")] * 2
    assert BundleUse.objects.filter(state="confirmed").count() == 2
    assert EarnedVoucher.objects.count() == 2
    # An order is the shop's own: it counts, as one that took nothing that was recommended.
    rows = MeasuredOrder.objects.filter(order__in=done.orders)
    assert list(rows.values_list("taker", "unit")) == [(False, 0)] * 2
    assert RewardUse.objects.filter(measured__in=rows).count() == 4


@pytest.mark.parametrize("ours", [True, False])
def test_without_a_test_cookies_are_those_of_the_shop_alone(
    ours: bool, walks: Any, settings: Any
) -> None:
    settings.MIDDLEWARE = [one for one in django_settings.MIDDLEWARE if one != CAMPAIGN]
    done = walks(make_shop(test=False) if ours else make_products())
    assert bool(done.shown()) == ours
    assert done.cookies == USUAL
