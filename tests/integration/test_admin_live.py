"""What a merchant saves is seen by the next shopper."""

from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from crosssell.models import Placement, Rule
from tests.learned import learn
from tests.merchant import placement_form, rule_form, sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def page(product: Any) -> str:
    return Client().get(product.get_absolute_url()).content.decode()


def test_every_step_is_live_at_once(client: Client) -> None:
    sign_in(client)
    tea, milk = make_product("Tea"), make_product("Oat milk")
    assert "Best with it" not in page(tea)

    client.post(reverse("admin:crosssell_rule_add"), rule_form(strategy="matrix"))
    rule = Rule.objects.get()
    client.post(
        reverse("admin:crosssell_placement_add"),
        placement_form(title="Best with it", rules=[rule.pk]),
    )
    placement = Placement.objects.get()
    assert "Best with it" not in page(tea)

    content = f"main_product,companion_product\n{tea.upc},{milk.upc}\n".encode()
    checked = client.post(
        reverse("admin:crosssell_matrixentry_import"),
        {"import_file": SimpleUploadedFile("m.csv", content), "format": "0"},
    )
    assert "Best with it" not in page(tea)
    client.post(
        reverse("admin:crosssell_matrixentry_process_import"),
        checked.context["confirm_form"].initial,
    )
    html = page(tea)
    assert "Best with it" in html
    assert "Oat milk" in html

    # A condition in the rule's own form, then the rule switched off and on from the list.
    data = rule_form(
        strategy="matrix",
        **{
            "conditions-TOTAL_FORMS": "1",
            "conditions-0-code": "basket_total",
            "conditions-0-args-basket_total-at_least": "100",
        },
    )
    client.post(reverse("admin:crosssell_rule_change", args=(rule.pk,)), data)
    assert "Best with it" not in page(tea)
    rule.conditions.all().delete()
    assert "Best with it" in page(tea)

    listed = reverse("admin:crosssell_placement_changelist")
    client.post(listed, {"action": "turn_off", "_selected_action": [placement.pk]})
    assert "Best with it" not in page(tea)
    client.post(listed, {"action": "turn_on", "_selected_action": [placement.pk]})
    assert "Best with it" in page(tea)


def test_a_shop_that_was_just_set_up_recommends(client: Client) -> None:
    call_command("crosssell_setup", stdout=StringIO())
    tea, milk, jam = make_product("Tea"), make_product("Oat milk"), make_product("Jam")
    learn({tea: [milk, jam]}, best=[jam])

    html = page(tea)

    assert "Frequently bought together" in html
    assert "Oat milk" in html
