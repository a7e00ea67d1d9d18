"""A rule that was deleted comes back into the placements in which it was."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from reversion.models import Version

from crosssell.models import Placement, Rule
from tests.merchant import messages_of, placement_form, sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("admin:crosssell_rule_changelist")
RECOVER = reverse("admin:crosssell_rule_recover")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def rule() -> Rule:
    """In two placements, with a third beside them; none has a version yet."""
    found = Rule.objects.create(name="Gone", strategy="matrix")
    for title, rules in (("First", [found]), ("Second", [found]), ("Other", [])):
        Placement.objects.create(slot="home.top", widget="products", title=title).rules.set(rules)
    return found


def delete(client: Client, rule: Rule, how: str = "page") -> None:
    if how == "page":
        client.post(reverse("admin:crosssell_rule_delete", args=(rule.pk,)), {"post": "yes"})
    else:
        data = {"action": "delete_selected", "_selected_action": [rule.pk], "post": "yes"}
        client.post(LIST, data)
    assert not Rule.objects.filter(name="Gone").exists()


def recover(client: Client) -> str:
    (version,) = Version.objects.get_deleted(Rule)
    return messages_of(client.post(RECOVER, {"version": version.pk}))[-1]


def places() -> set[str]:
    return {row.title for row in Placement.objects.filter(rules__name="Gone")}


@pytest.mark.parametrize("how", ["page", "action"])
def test_it_is_again_where_it_was(client: Client, rule: Rule, how: str) -> None:
    delete(client, rule, how)

    said = recover(client)

    assert places() == {"First", "Second"}
    assert said.endswith(", and live. It is again in: First, Second.")
    first = Placement.objects.get(title="First")
    assert Version.objects.get_for_object(first)[0].field_dict["rules"] == [rule.pk]


def test_it_is_not_called_live_where_it_is_broken(client: Client, rule: Rule) -> None:
    Rule.objects.update(strategy="away")
    delete(client, rule)

    assert recover(client).endswith(
        ", but its state is “Broken: not shown”. It is again in: First, Second."
    )


def test_a_placement_saved_or_deleted_since_is_no_hindrance(client: Client, rule: Rule) -> None:
    kept = Rule.objects.create(name="Kept", strategy="matrix")
    delete(client, rule)
    first = Placement.objects.get(title="First")
    client.post(
        reverse("admin:crosssell_placement_change", args=(first.pk,)),
        placement_form(slot="home.top", title="Renamed", rules=[kept.pk]),
    )
    Placement.objects.get(title="Second").delete()

    assert recover(client).endswith("It is again in: Renamed.")
    assert set(Placement.objects.get(title="Renamed").rules.all()) == {kept, rule}


def test_of_a_rule_deleted_elsewhere_the_newest_version_tells(client: Client, rule: Rule) -> None:
    from crosssell.admin.history import log

    first, second, _other = Placement.objects.order_by("pk")
    log.record([rule, first, second], None, "Noted")
    second.rules.clear()
    log.record([second], None, "Taken out")
    Version.objects.get_for_object(rule).update(revision=_empty_revision())
    rule.delete()

    assert recover(client).endswith("It is again in: First.")


def test_a_widget_that_takes_no_rules_now_gets_none(client: Client, rule: Rule) -> None:
    Placement.objects.filter(title="First").update(widget="bought_together")
    Placement.objects.filter(title="Second").update(widget="not_installed")
    delete(client, rule)

    recover(client)

    assert places() == {"Second"}


def test_a_version_that_cannot_be_read_is_left_out(client: Client, rule: Rule) -> None:
    delete(client, rule)
    Version.objects.get_for_model(Placement).update(serialized_data="[{")

    assert recover(client).endswith(", but in no placement: place it.")


def test_who_may_not_change_placements_changes_none(
    client: Client, rule: Rule, merchant: Any
) -> None:
    group = merchant.groups.get()
    group.permissions.remove(Permission.objects.get(codename="change_placement"))
    delete(client, rule)

    assert recover(client).endswith(", but in no placement: place it.")
    assert places() == set()


def _empty_revision() -> Any:
    from django.utils import timezone
    from reversion.models import Revision

    return Revision.objects.create(date_created=timezone.now())
