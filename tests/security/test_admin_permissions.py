"""Every page of ours in admin asks for a permission."""

from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from crosssell.admin.history.log import recording
from crosssell.admin.lookup.sources import SOURCES
from crosssell.models import (
    BackTest,
    Bundle,
    BundleUse,
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    Run,
    Threshold,
)
from tests.bundled import make_bundle
from tests.bundleforms import bundle_form
from tests.merchant import placement_form, sign_in
from tests.shopdata import MIDDAY, PASSWORD, make_category, make_product, make_user

pytestmark = pytest.mark.django_db

READ_ONLY = ("run", "backtest", "bundleuse")
NEVER_CHANGED = ("/admin/crosssell/run/", "/admin/crosssell/bundleuse/")


@pytest.fixture
def addresses() -> list[str]:
    """Every address of ours below the admin, of a row where it takes one."""
    food = make_category("Food")
    rows = {
        "placement": Placement.objects.create(slot="home.top", widget="products").pk,
        "rule": Rule.objects.create(name="A", strategy="matrix").pk,
        "matrixentry": MatrixEntry.objects.create(
            main_product=make_product(), companion_category=food
        ).pk,
        "preference": Preference.objects.create(product=make_product("Milk")).pk,
        "bundle": Bundle.objects.create(name="A", slug="a", reward="percent").pk,
        "threshold": Threshold.objects.create(name="A").pk,
        "bundleuse": BundleUse.objects.create(
            name="A", uses=1, amount=1, currency="USD", expires_at=MIDDAY
        ).pk,
        "run": Run.objects.create(state="live", started_at=MIDDAY).pk,
        "backtest": BackTest.objects.create(orders=1, state="failed").pk,
    }
    names = [
        *(f"crosssell_{model}_{page}" for model in rows for page in ("changelist", "add")),
        "crosssell_matrixentry_import",
        "crosssell_matrixentry_process_import",
        "crosssell_matrixentry_export",
        "crosssell_preview",
        "crosssell_quick_start",
        "crosssell_readiness",
        "crosssell_threshold_levels",
        "crosssell_reports",
        "crosssell_run_refresh",
        "crosssell_run_progress",
        "crosssell_export",
        "crosssell_import",
    ]
    found = [reverse(f"admin:{name}") for name in names]
    kept = [model for model in rows if model not in READ_ONLY]
    found += [reverse(f"admin:crosssell_{model}_recover") for model in kept]
    with recording(None):
        for model in kept:
            apps.get_model("crosssell", model).objects.get().save()
    for version in Version.objects.all():
        row = (version.object_id, version.pk)
        name = f"admin:crosssell_{version.content_type.model}"
        found += [
            reverse(f"{name}_restore", args=row),
            reverse(f"{name}_compare", args=row[:1]) + f"?from={version.pk}",
        ]
    plugins = (
        ("conditions", "in_category"),
        ("strategies", "bestsellers"),
        ("filters", "relative_price"),
        ("widgets", "bought_together"),
        ("rewards", "quantity_tiers"),
        ("tier_rewards", "voucher_percent"),
    )
    found += [reverse("admin:crosssell_args", args=plugin) for plugin in plugins]
    found += [
        reverse(f"admin:crosssell_{model}_{page}", args=(pk,))
        for model, pk in rows.items()
        for page in ("change", "delete", "history")
    ]
    return found + [reverse("admin:crosssell_lookup", args=(kind,)) for kind in SOURCES]


def ask(client: Client, url: str) -> Any:
    posted = ("refresh/", "process_import/", "restore/")
    return client.post(url) if url.endswith(posted) else client.get(url)


def test_a_visitor_is_asked_to_sign_in(client: Client, addresses: list[str]) -> None:
    for url in addresses:
        assert ask(client, url).url == f"/admin/login/?next={quote(url)}", url


def test_a_shopper_is_asked_to_sign_in_as_somebody_else(
    client: Client, addresses: list[str]
) -> None:
    shopper = make_user("shopper@example.com")
    # Permissions without being staff open nothing.
    shopper.user_permissions.set(Permission.objects.filter(content_type__app_label="crosssell"))
    client.login(username="shopper@example.com", password=PASSWORD)

    for url in addresses:
        assert ask(client, url).url == f"/admin/login/?next={quote(url)}", url


def test_staff_without_our_permissions_is_refused(client: Client, addresses: list[str]) -> None:
    make_user("clerk@example.com", is_staff=True)
    client.login(username="clerk@example.com", password=PASSWORD)

    for url in addresses:
        assert ask(client, url).status_code == 403, url


def test_a_merchant_needs_no_permission_on_the_catalogue(
    client: Client, addresses: list[str]
) -> None:
    merchant = sign_in(client)
    assert not merchant.is_superuser
    assert not merchant.has_perm("catalogue.view_product")

    never = [url for url in addresses if url.startswith(NEVER_CHANGED)]
    never = [url for url in never if url.endswith(("add/", "delete/"))]
    for url in addresses:
        expected = {403} if url in never else {200, 302}
        assert ask(client, url).status_code in expected, url


def test_the_rules_of_a_placement_are_found_by_typing(client: Client) -> None:
    sign_in(client)
    rule = Rule.objects.create(name="Cheese with bread", strategy="matrix")
    query = {
        "term": "bread", "app_label": "crosssell", "model_name": "placement",
        "field_name": "rules",
    }  # fmt: skip

    found = client.get(reverse("admin:autocomplete"), query).json()

    assert found["results"] == [{"id": str(rule.pk), "text": "Cheese with bread"}]


def test_who_sees_rules_alone_sees_no_customers_and_no_preview(client: Client) -> None:
    clerk = make_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_rule"))
    client.login(username="clerk@example.com", password=PASSWORD)

    def status(kind: str) -> int:
        return client.get(reverse("admin:crosssell_lookup", args=(kind,))).status_code

    assert (status("product"), status("category"), status("customer")) == (200, 200, 403)
    for name, answer in (("preview", 403), ("quick_start", 403), ("readiness", 200)):
        assert client.get(reverse(f"admin:crosssell_{name}")).status_code == answer, name


def test_who_sees_no_rules_sees_no_coupons(client: Client) -> None:
    clerk = make_user("clerk@example.com", is_staff=True)
    client.login(username="clerk@example.com", password=PASSWORD)
    seen = {}
    for codename in ("view_matrixentry", "view_placement", "view_rule"):
        clerk.user_permissions.set([Permission.objects.get(codename=codename)])
        seen[codename] = {
            kind
            for kind in SOURCES
            if client.get(reverse("admin:crosssell_lookup", args=(kind,))).status_code == 200
        }

    # Codes of coupons are worth money; orders and customers are persons'.
    of_rules = {kind for kind in SOURCES if kind.startswith("utm_")} | {"coupon", "web_site"}
    everybody = set(SOURCES) - of_rules - {"order", "customer"}
    assert seen == {
        "view_matrixentry": everybody,
        "view_placement": everybody | {"order", "customer"},
        "view_rule": everybody | of_rules,
    }


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    merchant = sign_in(client)
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))
    placement = Placement.objects.create(slot="home.top", widget="products", title="Old")
    url = reverse("admin:crosssell_placement_change", args=(placement.pk,))
    change_list = reverse("admin:crosssell_placement_changelist")

    assert client.get(url).status_code == 200
    assert client.post(url, placement_form(title="New")).status_code == 403
    assert (
        client.post(reverse("admin:crosssell_placement_add"), placement_form()).status_code == 403
    )
    for action in ("turn_off", "duplicate", "delete_selected"):
        client.post(change_list, {"action": action, "_selected_action": [placement.pk]})
    assert list(Placement.objects.values_list("title", "active")) == [("Old", True)]


def test_who_may_only_look_starts_no_test_and_imports_nothing(client: Client) -> None:
    merchant = sign_in(client)
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))
    start, bring = reverse("admin:crosssell_backtest_add"), reverse("admin:crosssell_import")
    row = BackTest.objects.create(orders=1, state="failed")

    assert client.get(reverse("admin:crosssell_backtest_change", args=(row.pk,))).status_code == 200
    assert client.get(reverse("admin:crosssell_export")).status_code == 200
    for url in (start, bring):
        assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)
    delete = reverse("admin:crosssell_backtest_delete", args=(row.pk,))
    assert client.post(delete, {"post": "yes"}).status_code == 403
    html = client.get(reverse("admin:crosssell_placement_changelist")).content.decode()
    assert bring not in html
    group.permissions.remove(Permission.objects.get(codename="view_preference"))
    assert client.get(reverse("admin:crosssell_export")).status_code == 403


def test_who_sees_rules_alone_is_asked_for_no_settings(client: Client) -> None:
    clerk = make_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_rule"))
    client.login(username="clerk@example.com", password=PASSWORD)
    url = reverse("admin:crosssell_args", args=("conditions", "in_category"))

    assert client.get(url).status_code == 403
    clerk.user_permissions.add(Permission.objects.get(codename="change_rule"))
    assert client.get(url).status_code == 200
    widgets = reverse("admin:crosssell_args", args=("widgets", "bought_together"))
    assert client.get(widgets).status_code == 403


def test_a_post_without_a_token_is_refused(addresses: list[str]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client)

    for url in addresses:
        if url.endswith(("restore/", "recover/", "preference/add/")):
            assert client.post(url).status_code == 403, url
    for name in ("run_refresh", "placement_add", "backtest_add", "import"):
        assert client.post(reverse(f"admin:crosssell_{name}")).status_code == 403


def test_who_may_only_look_at_bundles_changes_none(client: Client) -> None:
    merchant = sign_in(client)
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))
    bundle = make_bundle(make_product())
    url = reverse("admin:crosssell_bundle_change", args=(bundle.pk,))
    change_list = reverse("admin:crosssell_bundle_changelist")

    assert client.get(url).status_code == 200
    assert client.post(url, bundle_form()).status_code == 403
    assert client.post(url, bundle_form(_cost="1")).status_code == 403
    assert client.post(reverse("admin:crosssell_bundle_add"), bundle_form()).status_code == 403
    assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403
    for action in ("turn_off", "duplicate", "delete_selected"):
        client.post(change_list, {"action": action, "_selected_action": [bundle.pk]})
    assert list(Bundle.objects.values_list("name", "active")) == [("Tea time", True)]


def test_who_makes_bundles_alone_is_asked_for_rewards_alone(client: Client) -> None:
    clerk = make_user("clerk@example.com", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="add_bundle"))
    client.login(username="clerk@example.com", password=PASSWORD)

    def status(kind: str, code: str) -> int:
        return client.get(reverse("admin:crosssell_args", args=(kind, code))).status_code

    assert status("rewards", "quantity_tiers") == 200
    assert status("conditions", "in_category") == 403


def test_a_bundle_is_changed_with_all_its_rows_or_not_at_all(client: Client) -> None:
    clerk = make_user("clerk@example.com", is_staff=True)
    names = ("view_bundle", "change_bundle", "view_component", "view_bundleamount")
    clerk.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.login(username="clerk@example.com", password=PASSWORD)
    bundle = make_bundle(make_product(), reward="amount_off", amounts={"USD": "1.00"})
    url = reverse("admin:crosssell_bundle_change", args=(bundle.pk,))

    html = client.get(url).content.decode()
    assert "1 Tea: $1.00 off." in html
    assert 'name="_save"' not in html
    assert client.post(url, bundle_form()).status_code == 403
    assert bundle.amounts.exists()
