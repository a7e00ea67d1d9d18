"""The offers by which Oscar knows tiers are kept out of its lists, pages and forms."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

from crosssell.models import Threshold, Tier, tier_rows
from tests import shopdata
from tests.laddered import make_threshold, tier
from tests.pricing import site_offer

pytestmark = pytest.mark.django_db
ConditionalOffer = get_model("offer", "ConditionalOffer")


@pytest.fixture
def row() -> Any:
    """Oscar's row of a tier, beside an offer of the shop."""
    site_offer(shopdata.make_product("Tea"), name="Sale")
    make_threshold(tier("35"))
    made = tier_rows.row_for(Tier.objects.get().pk, "Ladder")
    return ConditionalOffer.objects.get(pk=made)


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(shopdata.make_user("boss@example.com", is_staff=True, is_superuser=True))
    return client


def test_lists_hold_the_shops_own_offers_alone(staff: Client, row: Any) -> None:
    for query in ("", "?name=e&is_active=true", "?offer_type=Session", "?sort=name"):
        page = staff.get(reverse("dashboard:offer-list") + query)
        assert row not in page.context["offers"]
    page = staff.get(reverse("admin:offer_conditionaloffer_changelist"))
    assert [one.name for one in page.context["cl"].result_list] == ["Sale"]
    for name in ("condition", "benefit"):
        page = staff.get(reverse(f"admin:offer_{name}_changelist"))
        assert [one.proxy_class for one in page.context["cl"].result_list] == [""]
    assert [one.name for one in staff.get(reverse("offer:list")).context["offers"]] == ["Sale"]


@pytest.mark.parametrize(
    "name", ["detail", "metadata", "benefit", "condition", "restrictions", "delete"]
)
def test_the_dashboards_pages_lead_to_the_threshold(staff: Client, row: Any, name: str) -> None:
    address = reverse(f"dashboard:offer-{name}", kwargs={"pk": row.pk})
    for answer in (staff.get(address), staff.post(address, {"suspend": "1"})):
        assert answer.status_code == 302
        assert answer.url == reverse(
            "admin:crosssell_threshold_change", args=[Threshold.objects.get().pk]
        )
    assert ConditionalOffer.objects.get(pk=row.pk).status == "Open"


def test_shoppers_find_no_page_of_it(client: Client, row: Any) -> None:
    assert client.get(reverse("offer:detail", kwargs={"slug": row.slug})).status_code == 404
    assert client.get(reverse("offer:detail", kwargs={"slug": "sale"})).status_code == 200


def test_a_row_whose_tier_is_gone_is_nowhere(staff: Client, row: Any) -> None:
    Tier.objects.update(offer=None)

    address = reverse("dashboard:offer-detail", kwargs={"pk": row.pk})
    assert staff.get(address).status_code == 404
    assert staff.get(reverse("offer:detail", kwargs={"slug": row.slug})).status_code == 404


def test_no_form_offers_what_tiers_share(row: Any) -> None:
    for name in ("ConditionForm", "BenefitForm"):
        form = get_class("dashboard.offers.forms", name)()
        field = next(form.fields[one] for one in form.fields if one.startswith("custom_"))
        assert list(field.choices) == []
    voucher = get_class("dashboard.vouchers.forms", "VoucherForm")().fields["offers"]
    combined = get_class("dashboard.offers.forms", "RestrictionsForm")().fields["combinations"]
    assert row not in voucher.queryset
    assert row not in combined.queryset
