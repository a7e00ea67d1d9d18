"""Hostile text and numbers in rules' rows, preferences and their history."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from reversion.models import Version

from crosssell.models import Preference, Rule
from tests.merchant import rule_form, sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def evil(client: Client) -> Rule:
    """A rule that is called like a script and pins, groups and reasons of the same name."""
    group = Group.objects.create(name=SCRIPT)
    rule = Rule.objects.create(name=SCRIPT, strategy="matrix", reason=SCRIPT)
    rule.conditions.create(code="customer_group", args={"groups": [group.pk]})
    rule.conditions.create(code=SCRIPT)
    rule.pins.create(product=make_product(SCRIPT), position=1)
    client.post(
        reverse("admin:crosssell_rule_change", args=(rule.pk,)),
        rule_form(name="Calm", strategy="matrix"),
    )
    return rule


def test_markup_is_text_on_every_page_of_the_history(client: Client, evil: Rule) -> None:
    first = Version.objects.get_for_object(evil).order_by("pk")[0]
    pages = [
        reverse("admin:crosssell_rule_change", args=(evil.pk,)),
        reverse("admin:crosssell_rule_history", args=(evil.pk,)),
        reverse("admin:crosssell_rule_compare", args=(evil.pk,)) + f"?from={first.pk}",
        reverse("admin:crosssell_rule_changelist"),
    ]
    client.post(reverse("admin:crosssell_rule_restore", args=(evil.pk, first.pk)))
    html = [client.get(page).content.decode() for page in pages]
    evil.refresh_from_db()
    evil.delete()
    html.append(client.get(reverse("admin:crosssell_rule_recover")).content.decode())

    for page in html:
        assert SCRIPT not in page
        assert SAFE in page


def test_markup_is_text_among_preferences(client: Client) -> None:
    evil = make_product(SCRIPT)
    Preference.objects.create(product=evil, never=True)

    listed = client.get(reverse("admin:crosssell_preference_changelist")).content.decode()
    refused = client.post(
        reverse("admin:crosssell_preference_add"), {"products": [evil.pk], "weight": SCRIPT}
    ).content.decode()

    for page in (listed, refused):
        assert SCRIPT not in page
        assert SAFE in page


@pytest.mark.parametrize("prefix", ["fallbacks", "boosts", "pins"])
def test_a_forged_count_of_rows_keeps_no_worker_busy(client: Client, prefix: str) -> None:
    data = rule_form(**{f"{prefix}-TOTAL_FORMS": "100000", f"{prefix}-0-position": "5"})

    response = client.post(reverse("admin:crosssell_rule_add"), data)

    assert b"Please submit at most 20 forms." in response.content
    assert f"{prefix}-21-".encode() not in response.content
    assert not Rule.objects.exists()


@pytest.mark.parametrize("number", ["99999999999999999999", "-1", "1.5", "NaN", "\x00", SCRIPT])
@pytest.mark.parametrize(("prefix", "field"), [("pins", "position"), ("boosts", "weight")])
def test_odd_numbers_are_refused(client: Client, prefix: str, field: str, number: str) -> None:
    row = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-{field}": number}
    row |= {"pins-0-product": make_product().pk, "boosts-0-code": ""}

    response = client.post(reverse("admin:crosssell_rule_add"), rule_form(**row))

    assert response.status_code == 200
    assert SCRIPT not in response.content.decode()
    assert not Rule.objects.exists()


def test_the_row_of_another_rule_cannot_be_taken(client: Client) -> None:
    mine, other = (Rule.objects.create(name=name, strategy="matrix") for name in "AB")
    row = other.filters.create(code="in_basket")
    data = rule_form(
        name="A", strategy="matrix",
        **{
            "filters-TOTAL_FORMS": "1", "filters-INITIAL_FORMS": "1", "filters-0-id": row.pk,
            "filters-0-rule": mine.pk, "filters-0-code": "owned_already",
        },
    )  # fmt: skip

    client.post(reverse("admin:crosssell_rule_change", args=(mine.pk,)), data)

    row.refresh_from_db()
    assert (row.rule_id, row.code) == (other.pk, "in_basket")


def test_versions_of_other_models_are_out_of_reach(client: Client, evil: Rule) -> None:
    """The library may keep versions of what the shop registered: users, for example."""
    foreign = Version.objects.get_for_object(evil).first()
    product = get_model("catalogue", "Product").objects.get()
    Preference.objects.create(pk=evil.pk, product=product)

    for page, args in (("restore", (evil.pk, foreign.pk)), ("compare", (evil.pk,))):
        url = reverse(f"admin:crosssell_preference_{page}", args=args)
        response = client.post(url) if page == "restore" else client.get(url, {"from": foreign.pk})
        assert response.status_code == 404
    recover = reverse("admin:crosssell_preference_recover")
    client.post(recover, {"version": foreign.pk})
    assert Preference.objects.count() == 1
