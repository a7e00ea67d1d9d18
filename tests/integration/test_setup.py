"""crosssell_setup makes a shop ready, and changes nothing that exists."""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils import timezone
from django_celery_beat.models import PeriodicTask

from crosssell import registry, slots
from crosssell.core.args import parse
from crosssell.management import defaults
from crosssell.models import Placement, Rule, RuleBoost, RuleFallback
from tests.shopdata import make_order, make_product, make_user

pytestmark = pytest.mark.django_db


def setup(*options: str) -> str:
    said = StringIO()
    call_command("crosssell_setup", *options, stdout=said)
    return said.getvalue()


def test_a_new_shop_shows_bought_together_where_it_counts() -> None:
    said = setup()

    shown = {
        placement.slot: placement.widget
        for placement in Placement.objects.filter(active=True)
        if placement.widget == "bought_together"
        or placement.rules.filter(strategy="bought_together", active=True).exists()
    }
    assert shown == {
        "product.below_description": "bought_together",
        "basket.below_lines": "products",
        "thank_you.below_summary": "products",
    }
    assert "Made the group “Cross-sell merchants”." in said
    assert "Placed “Frequently bought together” in product.below_description." in said
    assert "Scheduled the refresh every 24 hours." in said


def test_a_product_page_lists_what_was_viewed_once(client: Client) -> None:
    setup()
    tea, milk = make_product("Tea"), make_product("Milk")
    client.get(tea.get_absolute_url())
    page = client.get(milk.get_absolute_url()).content.decode()
    assert page.count("ecently viewed") == 1
    search = client.get("/search/", {"q": "nothing"}).content.decode()
    assert search.count("Recently viewed") == 1
    assert tea.get_absolute_url() in search


def test_every_standard_row_can_be_used() -> None:
    names = {rule.name for rule in defaults.RULES}
    for placement in defaults.PLACEMENTS:
        assert slots.find(placement.slot), placement.slot
        widget = registry.get("widgets", placement.widget)
        assert bool(placement.rules) == widget.takes_rules
        assert set(placement.rules) <= names
        assert placement.layout in Placement.Layout.values
    for rule in defaults.RULES:
        asked = ((rule.strategy, rule.args), *rule.fallbacks)
        for code, args in asked:
            parse(registry.get("strategies", code).args, args)
        for code, _weight in rule.boosts:
            registry.get("boosts", code)


def test_a_second_run_changes_nothing() -> None:
    setup()
    placement = Placement.objects.get(slot="basket.below_lines")
    placement.title, placement.active = "Mine", False
    placement.save()
    Placement.objects.filter(slot="home.bottom").delete()
    before = list(Placement.objects.values_list("id", "title", "active", "updated_at"))

    said = setup()

    assert list(Placement.objects.values_list("id", "title", "active", "updated_at")) == before
    assert Rule.objects.count() == len(defaults.RULES) == 7
    assert PeriodicTask.objects.filter(task="crosssell.tasks.refresh").count() == 1
    assert "Kept “Cross-sell merchants”." in said
    assert "Placements and rules are there already: kept" in said
    assert "The refresh is scheduled already." in said


def test_what_finds_too_few_is_filled_up() -> None:
    setup()
    setup()
    rows = RuleFallback.objects.order_by("rule__priority", "position")
    assert list(rows.values_list("rule__strategy", "code", "args", "position")) == [
        ("bought_together", "also_bought", {}, 10),
        ("bought_together", "bestsellers", {"window": 28}, 20),
        ("similar", "same_category", {}, 10),
        ("bestsellers", "bestsellers", {"window": 365}, 10),
        ("bestsellers", "top_rated", {}, 20),
        ("trending", "trending", {"recent": 28, "baseline": 365}, 10),
        ("new_arrivals", "new_arrivals", {"days": 365}, 10),
        ("buy_again", "buy_again", {"least": 1}, 10),
    ]


def test_bestsellers_are_not_all_alike() -> None:
    setup()
    rows = RuleBoost.objects.filter(rule__strategy="bestsellers")
    assert list(rows.values_list("code", "weight", "args")) == [
        ("score", 20, {}),
        ("diversity", 10, {}),
    ]


def test_a_customer_finds_what_to_buy_again_in_the_account(client: Client) -> None:
    setup()
    ann, tea = make_user(), make_product("Oolong tea")
    for days in (90, 60, 30):
        make_order(tea, user=ann, at=timezone.now() - timedelta(days=days))
    client.force_login(ann)
    page = client.get("/accounts/profile/").content.decode()
    assert "Buy again" in page
    assert "Oolong tea" in page


def test_an_empty_basket_offers_what_is_new_where_nothing_sold_yet(client: Client) -> None:
    setup()
    make_product("Oolong tea")
    page = client.get("/basket/").content.decode()
    assert "To begin with" in page
    assert "Oolong tea" in page


def test_missing_placements_are_added_on_request_only() -> None:
    setup()
    Placement.objects.filter(slot="home.bottom").delete()

    said = setup("--missing")

    assert Placement.objects.filter(slot="home.bottom").count() == 1
    assert Placement.objects.count() == len(defaults.PLACEMENTS)
    assert "Kept as it is: basket.below_lines." in said


def test_a_shop_whose_merchant_removed_everything_stays_empty() -> None:
    user = make_user()
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Placement),
        object_repr="x",
        action_flag=CHANGE,
    )

    setup()

    assert not Placement.objects.exists()


def test_the_group_may_do_its_work_and_no_more() -> None:
    setup()

    granted = Group.objects.get(name="Cross-sell merchants").permissions.values_list(
        "content_type__app_label", "codename"
    )
    assert {app for app, _code in granted} == {"crosssell"}
    codes = {code for _app, code in granted}
    for name in (
        "placement", "rule", "rulecondition", "rulefallback", "rulefilter", "ruleboost", "rulepin",
        "matrixentry", "preference",
    ):  # fmt: skip
        assert {f"{verb}_{name}" for verb in ("view", "add", "change", "delete")} <= codes
    assert {code for code in codes if code.endswith("_run")} == {"view_run", "add_run"}


def test_a_permission_that_was_taken_stays_away() -> None:
    setup()
    group = Group.objects.get(name="Cross-sell merchants")
    group.permissions.remove(Permission.objects.get(codename="delete_placement"))

    setup()

    assert not group.permissions.filter(codename="delete_placement").exists()


def test_a_group_that_was_made_by_hand_gets_its_permissions() -> None:
    group = Group.objects.create(name="Cross-sell merchants")

    setup()

    assert group.permissions.filter(codename="change_rule").exists()


def test_what_a_shop_cannot_have_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        defaults,
        "PLACEMENTS",
        (
            defaults.StandardPlacement("no.where", "A"),
            defaults.StandardPlacement("home.top", "B", widget="nothing"),
        ),
    )

    said = setup()

    assert "Left out: this shop has no slot no.where." in said
    assert "There is no widget with the code 'nothing'" in said
    assert not Placement.objects.exists()


def test_a_shop_without_beat_in_the_database_is_told_the_task() -> None:
    installed = [
        name for name in settings.INSTALLED_APPS
        if name != "django_celery_beat"
    ]  # fmt: skip
    with override_settings(INSTALLED_APPS=installed):
        said = setup()

    assert "Schedule “crosssell.tasks.refresh” in CELERY_BEAT_SCHEDULE." in said


def test_more_like_this_never_stands_alone() -> None:
    setup()
    assert Placement.objects.get(slot="product.bottom").min_items == 2
