"""Every slot of the table shows on the page that it names, in the demo shop's own theme."""

from typing import Any

import pytest
from django.template import engines
from django.test import Client

from crosssell import engine, placements, registry, render, slots
from crosssell.models import Placement
from tests.integration import storefront

pytestmark = pytest.mark.django_db

PAGE_OF_TEMPLATE = {
    "": "home",
    "oscar/layout.html": "product",
    "oscar/layout_2_col.html": "search",
    "oscar/partials/footer.html": "product",
    "oscar/catalogue/browse.html": "category",
    "oscar/catalogue/category.html": "category",
    "oscar/catalogue/detail.html": "product",
    "oscar/catalogue/partials/product.html": "category",
    "oscar/catalogue/reviews/review_list.html": "reviews",
    "oscar/catalogue/reviews/review_detail.html": "review",
    "oscar/catalogue/reviews/review_form.html": "review_form",
    "oscar/search/results.html": "search",
    "oscar/basket/basket.html": "basket",
    "oscar/basket/partials/basket_content.html": "basket",
    "oscar/checkout/layout.html": "gateway",
    "oscar/partials/footer_checkout.html": "gateway",
    "oscar/checkout/checkout.html": "shipping_methods",
    "oscar/checkout/gateway.html": "gateway",
    "oscar/checkout/shipping_address.html": "shipping_address",
    "oscar/checkout/shipping_methods.html": "shipping_methods",
    "oscar/checkout/payment_details.html": "payment",
    "oscar/checkout/preview.html": "preview",
    "oscar/checkout/thank_you.html": "thank_you",
    "oscar/customer/baseaccountpage.html": "profile",
    "oscar/customer/login_registration.html": "login",
    "oscar/customer/profile/profile.html": "profile",
    "oscar/customer/address/address_list.html": "addresses",
    "oscar/communication/email/email_list.html": "emails",
    "oscar/communication/notifications/list.html": "notifications",
    "oscar/customer/order/order_list.html": "orders",
    "oscar/customer/order/order_detail.html": "order",
    "oscar/customer/anon_order.html": "guest_order",
    "oscar/customer/wishlists/wishlists_list.html": "wishlists",
    "oscar/customer/wishlists/wishlists_detail.html": "wishlist",
    "oscar/wishlists/wishlist_detail.html": "shared_wishlist",
    "oscar/customer/alerts/alert_list.html": "alerts",
    "oscar/offer/list.html": "offers",
    "oscar/offer/detail.html": "offer",
    "oscar/offer/range.html": "range_page",
    "flatpages/default.html": "flatpage",
    "oscar/404.html": "not_found",
    "oscar/403.html": "forbidden",
    "oscar/communication/emails/base.html": "order_mail",
    "oscar/communication/emails/commtype_order_placed_body.html": "order_mail",
    "oscar/communication/emails/commtype_product_alert_body.html": "alert_mail",
}
# Slots of the same template that never stand on the same page as the others.
PAGE_OF_SLOT = {
    "product.below_variants": "parent",
    "basket.empty": "empty_basket",
    "bundle.above_set": "bundle",
    "bundle.below_set": "bundle",
    "mini_basket.bottom": "product",
}


def page_of(slot: slots.Slot) -> str:
    return PAGE_OF_SLOT.get(slot.name) or PAGE_OF_TEMPLATE[slot.template]


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Every slot holds a placement that shows the name of its slot; returns the plans made."""
    plans: list[list[str]] = []
    plan = engine.plan

    def noted(facts: Any, names: Any) -> Any:
        plans.append(list(names))
        return plan(facts, names)

    marker = registry.Plugin("widgets", "marker", "Marker", registry.NoArgs, lambda *_: {})
    monkeypatch.setitem(registry.table.plugins["widgets"], "marker", marker)
    template = engines["django"].from_string("[[{{ slot }}]]")
    monkeypatch.setattr(render, "select_template", lambda names: template)
    monkeypatch.setattr(engine, "plan", noted)
    Placement.objects.bulk_create(
        Placement(slot=slot.name, widget="marker") for slot in slots.SLOTS
    )
    placements.changed()
    return plans


@pytest.mark.parametrize("page", sorted({page_of(slot) for slot in slots.SLOTS}))
def test_every_slot_of_a_page_shows_once(
    page: str, client: Client, marked: list[list[str]], search_index: Any
) -> None:
    html = storefront.VISITS[page](client)
    counts = {slot.name: html.count(f"[[{slot.name}]]") for slot in slots.SLOTS}
    expected = {slot.name for slot in slots.SLOTS if page_of(slot) == page}
    assert {name for name in expected if counts[name] != 1} == set()
    assert {name for name, count in counts.items() if count > 1} == set()


@pytest.mark.parametrize(
    "page",
    ["home", "product", "parent", "basket", "empty_basket", "gateway", "thank_you", "order_mail"],
)
def test_a_page_is_planned_once_with_just_its_own_slots(
    page: str, client: Client, marked: list[list[str]]
) -> None:
    html = storefront.VISITS[page](client)
    shown = sorted(slot.name for slot in slots.SLOTS if f"[[{slot.name}]]" in html)
    assert shown
    assert [plan for plan in marked if set(plan) & set(shown)][-1] == shown


def test_the_table_names_106_slots_once_each() -> None:
    names = [slot.name for slot in slots.SLOTS]
    assert len(names) == len(set(names)) == 106
