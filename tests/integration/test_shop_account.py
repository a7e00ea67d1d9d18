"""Wish lists and what was paid, in the shop's own words."""

from decimal import Decimal
from typing import Any

import pytest
from django.template import Context
from django.template.loader import get_template
from django.test import Client
from oscar.core.loading import get_model

from tests import shopdata

pytestmark = pytest.mark.django_db
Line = get_model("wishlists", "Line")


def test_a_product_of_several_sizes_can_be_wished_for(client: Client) -> None:
    milk, _children = shopdata.make_parent("Milk", {"1 l": "1.20", "2 l": "2.10"})
    user = shopdata.make_user("ann@example.com")
    client.force_login(user)
    page = client.get(milk.get_absolute_url()).content.decode()
    address = f"/accounts/wishlists/add/{milk.pk}/"
    assert f'action="{address}"' in page
    client.post(address)
    assert Line.objects.get().product == milk
    wish_list = user.wishlists.get()
    assert "Milk" in client.get(f"/accounts/wishlists/{wish_list.key}/").content.decode()


def test_the_thank_you_page_names_the_payment_not_its_bookkeeping() -> None:
    order = shopdata.make_order(shopdata.make_product("Tea", "4.00"))
    kind = get_model("payment", "SourceType").objects.create(name="Demo payment")
    order.sources.create(
        source_type=kind, currency="USD", amount_allocated=Decimal("4.00"), reference="demo-7"
    )
    template = get_template("oscar/checkout/thank_you.html").template
    context: dict[str, Any] = {"order": order}
    page = template.render(Context(context))
    assert "<strong>Demo payment</strong>: $4.00" in page
    assert "Reference: demo-7" in page
    assert "Allocation" not in page
