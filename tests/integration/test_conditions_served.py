"""Every condition says yes on a real page where it should: what it needs is what Oscar knows."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from oscar.core.loading import get_class, get_model

from crosssell import registry
from crosssell.core.args import parse
from crosssell.facts import Facts
from tests import shopdata
from tests.attributes import describe
from tests.shopdata import MIDDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> dict[str, Any]:
    """A page of a product, about an order, and somebody who has done all there is to do."""
    food = shopdata.make_category("Food")
    dairy = shopdata.make_category("Dairy", parent=food)
    user = shopdata.make_user(groups=["Regulars"])
    milk = shopdata.make_product("Milk", "4.00", stock=7, category=dairy)
    describe(milk, brand="Cow", tags={"bio", "fresh"})
    milk_range = get_model("offer", "Range").objects.create(name="Milk")
    milk_range.add_product(milk)
    basket = shopdata.make_basket(milk, owner=user, quantity=3)
    voucher = get_model("voucher", "Voucher").objects.create(
        name="V", code="Spring", start_datetime=MIDDAY, end_datetime=MIDDAY
    )
    basket.vouchers.add(voucher)
    # Oscar's middleware has priced the basket before a page is made.
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    get_model("address", "UserAddress").objects.create(
        user=user, country=shopdata.make_country(), line1="1", is_default_for_shipping=True
    )
    request = RequestFactory().get(
        "/?utm_source=news&utm_term=tea",
        headers={"referer": "https://www.example.com/a", "sec-ch-ua-mobile": "?1"},
    )
    request.COOKIES[settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME] = f"[{milk.pk}]"
    request.user, request.basket, request.LANGUAGE_CODE = user, basket, "en-gb"
    shopdata.make_order(milk, user=user, status="Cancelled")
    order = shopdata.make_order(milk, user=user, at=MIDDAY, quantity=2)
    get_model("order", "OrderDiscount").objects.create(order=order, amount=Decimal(1))
    return {
        "facts": Facts.of(request, product=milk, order=order, now=MIDDAY + timedelta(days=2)),
        "product": milk.pk,
        "category": food.pk,
        "class": milk.product_class_id,
        "range": milk_range.pk,
        "group": user.groups.get().pk,
        "site": settings.SITE_ID,
    }


def args_of(shop: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """By condition, args that this page meets, and only just."""
    product, category = {"products": [shop["product"]]}, {"categories": [shop["category"]]}
    return {
        "in_category": category,
        "on_product": product,
        "product_attribute": {"attribute": "tags", "values": ["Fresh"]},
        "product_price": {"at_least": "4.00", "below": "4.01", "currency": "USD"},
        "product_stock": {"at_least": 7, "at_most": 7},
        "product_structure": {"structures": ["standalone"]},
        "product_class": {"classes": [shop["class"]]},
        "product_in_range": {"ranges": [shop["range"]]},
        "basket_total": {"at_least": "12.00", "below": "12.01", "tax": "with"},
        "basket_quantity": {"at_least": 3, "at_most": 3},
        "basket_contains": category | {"at_least": 3},
        "basket_attribute": {"attribute": "brand", "values": ["COW"], "at_least": 3},
        "largest_line": {"at_least": "12.00", "below": "12.01"},
        "basket_currency": {"currencies": ["USD"]},
        "coupon_used": {"codes": ["spring"]},
        "order_contains": product | {"at_least": 2},
        "order_total": {"at_least": "8.00", "below": "8.01"},
        "customer_group": {"groups": [shop["group"]]},
        "signed_in": {},
        "first_order": {},
        "order_count": {"at_least": 1, "at_most": 1},
        "total_spent": {"at_least": "8.00", "below": "8.01"},
        "days_since_order": {"at_least": 2, "at_most": 2},
        "bought_before": category,
        "return_rate": {"at_least": 50, "at_most": 50},
        "discount_share": {"at_least": 100},
        "viewed_recently": category,
        "shipping_country": {"countries": ["US"]},
        "language": {"languages": ["en"]},
        "device": {"device": "mobile"},
        "referrer": {"hosts": ["example.com"]},
        "campaign": {"source": "news", "term": "tea"},
        "site": {"sites": [shop["site"]]},
        "schedule": {"weekdays": [1, 2, 3, 4, 5, 6, 7]},
    }


def test_every_condition_says_yes(shop: dict[str, Any]) -> None:
    met = args_of(shop)
    answers = {}
    for plugin in registry.all_of("conditions"):
        page = shop["facts"].page("any", plugin.needs)
        answers[plugin.code] = plugin.run(page, parse(plugin.args, met[plugin.code])).code
    assert answers == dict.fromkeys(met, "")
