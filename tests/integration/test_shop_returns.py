"""Staff of the shop takes a single line of an order back, in Oscar's dashboard."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import shopdata
from tests.touched import swept, weighed

BACKEND = "oscar.apps.customer.auth_backends.EmailBackend"


@pytest.mark.django_db(transaction=True)
def test_a_line_that_came_back_is_subtracted(client: Client) -> None:
    now = timezone.now()
    tea, milk = shopdata.make_product("Tea", "7.00"), shopdata.make_product("Milk", "3.00")
    order = shopdata.make_order(tea, milk, quantity=3, at=now - timedelta(hours=1))
    swept(now)
    line = order.lines.get(product=tea)
    line.status = "Pending"
    line.save()
    client.force_login(shopdata.make_user(is_staff=True, is_superuser=True), BACKEND)
    client.post(
        reverse("dashboard:order-detail", args=[order.number]),
        {
            "line_action": "change_line_statuses",
            "selected_line": line.pk,
            f"selected_line_qty_{line.pk}": 3,
            "new_status": "Returned",
        },
    )
    line.refresh_from_db()
    assert line.status == "Returned"
    assert weighed(order) == ("9.00", "21.00", 3)
