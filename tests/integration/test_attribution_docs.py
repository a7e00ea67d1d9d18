"""The example of docs/attribution.md, recomputed."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_class, get_model

from crosssell.analytics.attribution.measuring import measure
from crosssell.models import Attribution, MeasuredOrder, Touch
from tests import shopdata
from tests.touched import make_touch, swept

pytestmark = pytest.mark.django_db
TEXT = (Path(__file__).parents[2] / "docs/attribution.md").read_text(encoding="utf-8")
EXAMPLE = TEXT.split("## An example")[1].split("## ")[0]
DAYS = ("Monday", "Tuesday", "Wednesday")
MONDAY = datetime(2026, 6, 1, tzinfo=UTC)
ROW = re.compile(r"^\| (\w+) \| (\w+ [\d:]+) \| (\d+) \| ([\d.]+) \| (\w+) \| ?([\w: ]*)\|$", re.M)
AMOUNT = re.compile(r"\d+\.\d\d")


def at(text: str) -> datetime:
    day, _, hour = text.partition(" ")
    hours, minutes = map(int, hour.split(":"))
    return MONDAY + timedelta(days=DAYS.index(day), hours=hours, minutes=minutes)


def test_the_example_is_true() -> None:
    rows = ROW.findall(EXAMPLE)
    assert len(rows) == 4
    products = [
        shopdata.make_product(name, str(Decimal(paid) / int(pieces)))
        for name, _, pieces, paid, _, _ in rows
    ]
    basket = shopdata.make_basket(*products)
    touches = {}
    for product, (_name, since, pieces, _, owed, _) in zip(products, rows, strict=True):
        lines = basket.lines.filter(product=product)
        lines.update(quantity=int(pieces), date_created=at(since))
        if owed == "direct":
            touches[since] = make_touch(product, basket, at=at(since))
    order = placed(basket, at("Wednesday 18:00"))
    swept(at("Wednesday 18:00"))
    found = {
        one.line.title: (one.kind, f"{one.amount:.2f}", one.touch_id)
        for one in Attribution.objects.all()
    }
    assert found == {
        name: (kind, paid, touches[to.strip()].pk)
        for name, _, _, paid, kind, to in rows
        if kind != "nothing"
    }
    assert Touch.objects.count() == 2
    # The figures of the text, in their sequence.
    said = AMOUNT.findall(EXAMPLE.split("The order is worth")[1])
    before = [worth(), total("direct"), total("assisted"), worth() - total()]
    returned = get_model("order", "ShippingEventType").objects.create(name="Returned")
    cup = order.lines.filter(title="Cup")
    get_class("order.processing", "EventHandler")().handle_shipping_event(order, returned, cup, [1])
    measure([order.pk])
    assert said == [f"{one:.2f}" for one in (*before, worth(), total("direct"))]


def placed(basket: Any, when: datetime) -> Any:
    found = type(basket).objects.get(pk=basket.pk)
    found.strategy = shopdata.Default()
    order = shopdata.place_order(found)
    type(order).objects.update(date_placed=when)
    return order


def worth() -> Decimal:
    return MeasuredOrder.objects.get().value


def total(*kinds: str) -> Decimal:
    rows = Attribution.objects.filter(kind__in=kinds or ("direct", "assisted"))
    return sum((one.amount for one in rows), Decimal(0))
