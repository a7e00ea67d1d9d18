"""The history of a rule: who changed what, compare, restore, recover."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from reversion.models import Version

from crosssell import placements
from crosssell.admin.history import log
from crosssell.models import Placement, Rule
from tests.merchant import messages_of, rule_form, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_rule_add")
LIST = reverse("admin:crosssell_rule_changelist")
RECOVER = reverse("admin:crosssell_rule_recover")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def of(rule: Rule, page: str, *more: Any) -> str:
    return reverse(f"admin:crosssell_rule_{page}", args=(rule.pk, *more))


def versions(row: Any) -> list[Version]:
    """Oldest first."""
    return list(Version.objects.get_for_object(row).order_by("pk"))


def one(prefix: str, first: Any = None, **row: Any) -> dict[str, Any]:
    data = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1" if first else "0"}
    data |= {f"{prefix}-0-{name}": value for name, value in row.items()}
    return data | ({f"{prefix}-0-id": first.pk, f"{prefix}-0-rule": first.rule_id} if first else {})


@pytest.fixture
def changed(client: Client) -> Rule:
    """A rule with one of everything that was changed in everything."""
    cheese, tea = make_category("Cheese"), make_product("Tea")
    client.post(
        ADD,
        rule_form(
            name="Old",
            **one("conditions", code="in_category", **{"args-in_category-categories": [cheese.pk]}),
            **one("fallbacks", code="matrix", position="1"),
            **one("filters", code="owned_already"),
            **one("pins", product=tea.pk, position="2"),
        ),
    )
    rule = Rule.objects.get()
    client.post(
        of(rule, "change"),
        rule_form(
            name="New",
            strategy="matrix",
            stop="on",
            **one("conditions", rule.conditions.get(), code="signed_in", negate="on"),
            **one("fallbacks", rule.fallbacks.get(), code="matrix", position="1", DELETE="on"),
            **one("pins", rule.pins.get(), product=make_product("Milk").pk, position="3"),
        ),
    )
    rule.refresh_from_db()
    assert (rule.name, rule.conditions.get().code, rule.fallbacks.count()) == (
        "New", "signed_in", 0,
    )  # fmt: skip
    return rule


def test_it_says_who_changed_what(client: Client, changed: Rule) -> None:
    html = client.get(of(changed, "history")).content.decode()

    assert "merchant@example.com" in html
    for before, after in (
        ("Old", "New"),
        ("the page is in Cheese", "not: the shopper is signed in"),
        ("companions from the matrix", "–"),
        ("", "stop here"),
    ):
        assert not before or f"<del>{before}</del>" in html
        assert f"<ins>{after}</ins>" in html
    # What stayed as it was stands in the first version alone.
    assert html.count("<dt>Priority</dt>") == 1
    assert "<dt>Priority</dt><dd>10</dd>" in html


def test_two_versions_are_compared(client: Client, changed: Rule) -> None:
    first, second = versions(changed)

    html = client.get(of(changed, "compare"), {"from": second.pk, "to": first.pk}).content.decode()

    assert html.index("<del>Old</del>") < html.index("<ins>New</ins>")
    assert f"history/{first.pk}/restore/" in html
    with_now = client.get(of(changed, "compare"), {"from": second.pk}).content.decode()
    assert "The two are the same." in with_now


def test_a_version_is_restored_with_all_its_rows(client: Client, changed: Rule) -> None:
    first = versions(changed)[0]

    response = client.post(of(changed, "restore", first.pk))

    changed.refresh_from_db()
    assert (changed.name, changed.strategy, changed.stop) == ("Old", "bestsellers", False)
    assert changed.args == {"window": 28, **changed.args}
    assert [row.code for row in changed.conditions.all()] == ["in_category"]
    assert [row.code for row in changed.fallbacks.all()] == ["matrix"]
    assert [row.code for row in changed.filters.all()] == ["owned_already"]
    assert changed.pins.values_list("product__title", "position").get() == ("Tea", 2)
    (said,) = messages_of(response)[-1:]
    assert said.startswith("“Old” is as it was on ")
    assert said.endswith(", but in no placement: place it.")
    # What was restored is a version of its own, so it can be undone.
    assert len(versions(changed)) == 3
    assert "Restored as it was on" in versions(changed)[-1].revision.comment
    assert ".." not in versions(changed)[-1].revision.comment
    client.post(of(changed, "restore", versions(changed)[1].pk))
    changed.refresh_from_db()
    assert (changed.name, changed.conditions.get().code) == ("New", "signed_in")


def test_a_restored_rule_out_of_its_dates_is_not_called_live(client: Client, changed: Rule) -> None:
    Rule.objects.update(ends_at=datetime(2020, 1, 1, tzinfo=UTC))
    log.record([Rule.objects.get()], None, "Ended")

    response = client.post(of(changed, "restore", versions(changed)[-1].pk))

    assert messages_of(response)[-1].endswith(": on, but today is not in its dates.")


def test_a_restored_rule_is_live_at_once(client: Client, changed: Rule) -> None:
    Placement.objects.create(slot="home.top", widget="products").rules.add(changed)
    before = placements.current()
    placements.kept.check()

    response = client.post(of(changed, "restore", versions(changed)[0].pk))

    assert messages_of(response)[-1].endswith(", and live.")
    (placement,) = placements.current().by_slot["home.top"]
    assert [rule.name for rule in placement.rules] == ["Old"]
    assert before is not placements.current()


def test_what_is_gone_is_left_out_and_said(client: Client, changed: Rule) -> None:
    first = versions(changed)[0]
    changed.pins.all().delete()
    get_model("catalogue", "Product").objects.get(title="Tea").delete()

    response = client.post(of(changed, "restore", first.pk))

    assert not changed.pins.exists()
    assert changed.conditions.get().code == "in_category"
    assert "Not there any more, so left out: Pinned product #" in messages_of(response)[-1]


def test_a_name_that_is_taken_stops_it(client: Client, changed: Rule) -> None:
    Rule.objects.create(name="Old", strategy="matrix")

    response = client.post(of(changed, "restore", versions(changed)[0].pk))

    changed.refresh_from_db()
    assert (changed.name, changed.conditions.get().code) == ("New", "signed_in")
    assert messages_of(response)[-1] == (
        "“Old” was not restored. Rule with this Name already exists."
    )


def test_a_row_from_before_the_history_can_be_restored(client: Client) -> None:
    rule = Rule.objects.create(name="From set-up", strategy="matrix")
    rule.filters.create(code="in_basket")

    client.post(of(rule, "change"), rule_form(name="Changed", strategy="matrix"))
    first, _second = versions(rule)
    client.post(of(rule, "restore", first.pk))

    rule.refresh_from_db()
    assert (first.revision.user, rule.name) == (None, "From set-up")
    assert [row.code for row in rule.filters.all()] == ["in_basket"]
    assert b"As it was when history began." in client.get(of(rule, "history")).content


@pytest.mark.parametrize("how", ["page", "action"])
def test_a_deleted_rule_is_recovered(client: Client, changed: Rule, how: str) -> None:
    pk = changed.pk
    if how == "page":
        client.post(of(changed, "delete"), {"post": "yes"})
    else:
        client.post(LIST, {"action": "delete_selected", "_selected_action": [pk], "post": "yes"})
    assert not Rule.objects.exists()

    html = client.get(RECOVER).content.decode()
    assert "by merchant@example.com" in html
    assert "<dt>When</dt><dd>not: the shopper is signed in</dd>" in html
    (version,) = Version.objects.get_deleted(Rule)
    response = client.post(RECOVER, {"version": version.pk})

    rule = Rule.objects.get(pk=pk)
    assert (rule.name, rule.conditions.get().code, rule.pins.get().position) == (
        "New", "signed_in", 3,
    )  # fmt: skip
    assert "“New” is as it was on" in messages_of(response)[-1]
    assert b"Nothing that was deleted can be recovered." in client.get(RECOVER).content


def test_a_switch_in_the_list_is_noted(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")

    client.post(LIST, {"action": "turn_off", "_selected_action": [rule.pk]})

    html = client.get(of(rule, "history")).content.decode()
    assert "<dt>On</dt><dd><del>yes</del>" in html
    assert "Turned off." in html


def test_a_priority_changed_in_the_list_is_noted(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix", priority=10)

    client.post(
        LIST,
        {
            "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": rule.pk,
            "form-0-priority": "20", "_save": "Save",
        },
    )  # fmt: skip

    html = client.get(of(rule, "history")).content.decode()
    assert "<dt>Priority</dt><dd><del>10</del>" in html


def test_a_refused_form_leaves_no_version(client: Client, changed: Rule) -> None:
    client.post(of(changed, "change"), rule_form(name=""))

    assert len(versions(changed)) == 2


def test_who_may_only_look_restores_nothing(client: Client, changed: Rule, merchant: Any) -> None:
    merchant.groups.get().permissions.set(
        Permission.objects.filter(codename__in=["view_rule", "change_rule", "view_rulepin"])
    )
    first = versions(changed)[0]

    assert client.get(of(changed, "history")).status_code == 200
    assert b"Restore" not in client.get(of(changed, "compare"), {"from": first.pk}).content
    assert client.post(of(changed, "restore", first.pk)).status_code == 403
    assert client.get(RECOVER).status_code == 403
    changed.refresh_from_db()
    assert changed.name == "New"


@pytest.mark.parametrize("query", [{}, {"from": "x"}, {"from": "9" * 30}, {"from": "-1"}])
def test_a_version_that_is_not_there_is_not_found(
    client: Client, changed: Rule, query: dict[str, str]
) -> None:
    other = Rule.objects.create(name="Other", strategy="matrix")
    client.post(of(other, "change"), rule_form(name="Other 2", strategy="matrix"))

    assert client.get(of(changed, "compare"), query).status_code == 404
    foreign = versions(other)[0].pk
    assert client.get(of(changed, "compare"), {"from": foreign}).status_code == 404
    assert client.post(of(changed, "restore", foreign)).status_code == 404


def test_looking_restores_nothing(client: Client, changed: Rule) -> None:
    client.get(of(changed, "restore", versions(changed)[0].pk))

    changed.refresh_from_db()
    assert changed.name == "New"


def test_the_number_of_queries_does_not_grow_with_the_versions(
    client: Client, changed: Rule, django_assert_max_num_queries: Any
) -> None:
    first, second = versions(changed)
    for version in [first, second] * 4:
        client.post(of(changed, "restore", version.pk))
    assert len(versions(changed)) == 10

    with django_assert_max_num_queries(22):
        client.get(of(changed, "history"))
