"""The offers by which Oscar knows bundles are kept out of its lists, pages and forms."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client, RequestFactory
from django.urls import reverse
from oscar.core.loading import get_class, get_classes, get_model

from crosssell.admin.bundles.oscar_offers import hide_bundles
from crosssell.models import Bundle
from tests import shopdata
from tests.bundled import make_bundle
from tests.pricing import apply, site_offer

pytestmark = pytest.mark.django_db
ConditionalOffer = get_model("offer", "ConditionalOffer")
Condition = get_model("offer", "Condition")
Benefit = get_model("offer", "Benefit")


@pytest.fixture
def bundle() -> Bundle:
    """A bundle that a basket had, beside an offer of the shop."""
    tea = shopdata.make_product("Tea")
    made = make_bundle(tea)
    site_offer(tea, name="Sale")
    apply(shopdata.make_basket(tea))
    made.refresh_from_db()
    assert ConditionalOffer.objects.count() == 2
    return made


@pytest.fixture
def staff(client: Client) -> Client:
    user = shopdata.make_user("boss@example.com", is_staff=True, is_superuser=True)
    client.force_login(user)
    return client


def test_the_dashboards_list(staff: Client, bundle: Bundle) -> None:
    for query in ("", "?name=e&is_active=true", "?offer_type=Site", "?sort=name"):
        page = staff.get(reverse("dashboard:offer-list") + query)
        assert [one.name for one in page.context["offers"]] == ["Sale"]


@pytest.mark.parametrize(
    "name", ["detail", "metadata", "benefit", "condition", "restrictions", "delete"]
)
def test_the_dashboards_pages_lead_to_the_bundles_own(
    staff: Client, bundle: Bundle, name: str
) -> None:
    address = reverse(f"dashboard:offer-{name}", kwargs={"pk": bundle.offer_id})
    for answer in (staff.get(address), staff.post(address, {"suspend": "1"})):
        assert answer.status_code == 302
        assert answer.url == reverse("admin:crosssell_bundle_change", args=[bundle.pk])
    assert ConditionalOffer.objects.get(pk=bundle.offer_id).status == "Open"
    own = ConditionalOffer.objects.get(name="Sale")
    assert staff.get(reverse(f"dashboard:offer-{name}", kwargs={"pk": own.pk})).status_code == 200


def test_a_row_whose_bundle_is_gone_is_nowhere(staff: Client, bundle: Bundle) -> None:
    Bundle.objects.update(offer=None)
    row = ConditionalOffer.objects.get(offer_type="Session")
    address = reverse("dashboard:offer-detail", kwargs={"pk": row.pk})
    assert staff.get(address).status_code == 404
    assert staff.get(reverse("offer:detail", kwargs={"slug": row.slug})).status_code == 404


def test_new_offers_in_the_dashboard_begin_as_ever(staff: Client, bundle: Bundle) -> None:
    assert staff.get(reverse("dashboard:offer-metadata")).status_code == 200


FORMS = ("ConditionForm", "BenefitForm")


@pytest.mark.parametrize("form", get_classes("dashboard.offers.forms", FORMS))
def test_nothing_to_choose_but_what_bundles_share(bundle: Bundle, form: Any) -> None:
    made = form()
    field = next(made.fields[name] for name in made.fields if name.startswith("custom_"))
    assert list(field.choices) == []
    assert made.fields["type"].required
    shared = (Condition if form is get_class(*_at("ConditionForm")) else Benefit).objects.exclude(
        proxy_class=None
    )
    choice = {name: str(shared.get().pk) for name in made.fields if name.startswith("custom_")}
    assert not form(data=choice).is_valid()


@pytest.mark.parametrize("name", FORMS)
def test_what_a_shop_has_beside_it_can_be_chosen(bundle: Bundle, name: str) -> None:
    model = Condition if name == "ConditionForm" else Benefit
    own = model.objects.create(proxy_class=f"{__name__}.Own{model.__name__}")
    form = get_class(*_at(name))()
    field = next(form.fields[one] for one in form.fields if one.startswith("custom_"))
    assert [choice for choice, _label in field.choices] == ["", own.pk]
    assert not form.fields["type"].required


def _at(name: str) -> tuple[str, str]:
    return "dashboard.offers.forms", name


class OwnCondition(Condition):
    name = "Whenever I like"

    class Meta:
        proxy = True
        app_label = "offer"


class OwnBenefit(Benefit):
    name = "What I like"

    class Meta:
        proxy = True
        app_label = "offer"


def test_no_bundle_for_vouchers_or_combinations(bundle: Bundle) -> None:
    voucher, restrictions = (
        get_class("dashboard.vouchers.forms", "VoucherForm")().fields["offers"],
        get_class("dashboard.offers.forms", "RestrictionsForm")().fields["combinations"],
    )
    assert bundle.offer not in voucher.queryset
    assert bundle.offer not in restrictions.queryset


def test_the_shops_own_pages_of_offers(client: Client, bundle: Bundle) -> None:
    page = client.get(reverse("offer:list"))
    assert [one.name for one in page.context["offers"]] == ["Sale"]
    answer = client.get(reverse("offer:detail", kwargs={"slug": bundle.offer.slug}))
    assert (answer.status_code, answer.url) == (
        302,
        reverse("crosssell:bundle", kwargs={"slug": bundle.slug}),
    )
    assert client.get(reverse("offer:detail", kwargs={"slug": "sale"})).status_code == 200
    assert client.get(reverse("offer:detail", kwargs={"slug": "nothing"})).status_code == 404


def test_django_admin(staff: Client, bundle: Bundle) -> None:
    page = staff.get(reverse("admin:offer_conditionaloffer_changelist"))
    assert [one.name for one in page.context["cl"].result_list] == ["Sale"]
    for name in ("condition", "benefit"):
        page = staff.get(reverse(f"admin:offer_{name}_changelist"))
        assert [one.proxy_class for one in page.context["cl"].result_list] == [""]
    form = staff.get(reverse("admin:offer_conditionaloffer_add")).context["adminform"].form
    for name in ("condition", "benefit"):
        assert [one.proxy_class for one in form.fields[name].queryset] == [""]
    gone = staff.get(reverse("admin:offer_conditionaloffer_change", args=[bundle.offer_id]))
    assert gone.status_code == 302


def test_what_is_registered_is_wrapped_once() -> None:
    before = {model: admin.site._registry[model] for model in (ConditionalOffer, Condition)}
    hide_bundles()
    assert {model: admin.site._registry[model] for model in before} == before


def test_a_row_that_oscar_reads_itself_gives_nothing(bundle: Bundle) -> None:
    offer = ConditionalOffer.objects.get(pk=bundle.offer_id)
    basket = shopdata.make_basket(shopdata.Product.objects.get())
    basket.offer_applications.add(offer, offer.apply_benefit(basket))
    assert basket.total_discount == 0
    assert not offer.is_condition_partially_satisfied(basket)
    assert offer.get_upsell_message(basket) is None
    assert offer.shipping_discount(5) == 0
    assert [str(offer.condition), str(offer.benefit)] == ["A bundle", "What the bundle gives"]
    assert offer.benefit.proxy().apply(basket, None, offer).discount == 0


def test_our_offer_asks_no_table(bundle: Bundle, django_assert_num_queries: Any) -> None:
    basket = apply(shopdata.make_basket(shopdata.Product.objects.get()))
    (offer,) = (one for one in basket.applied_offers().values() if one.offer_type == "Session")
    with django_assert_num_queries(0):
        offer.record_usage({"freq": 1, "discount": 1})
        assert offer.is_available(None)
        assert not offer.has_products
        assert list(offer.products()) == []
        assert offer.shipping_discount(5) == 0
        assert offer.apply_deferred_benefit(basket, None, None) is None
        assert not offer.is_condition_partially_satisfied(basket)
        assert offer.get_upsell_message(basket) is None
        assert not offer.apply_benefit(basket).is_successful
        assert offer.combinations.count() == offer.in_combination.count() == 0
        assert offer in offer.combined_offers
    row = ConditionalOffer.objects.get(pk=offer.pk)
    assert (row.num_applications, row.total_discount) == (0, 0)
    assert RequestFactory().get(offer.get_absolute_url()).path.endswith("/tea-time/")
