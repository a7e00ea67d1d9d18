"""Who may see, change, start, end and copy tests; hostile ids and texts."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from crosssell.models import Experiment
from tests.learned import rule
from tests.merchant import sign_in
from tests.shopdata import PASSWORD, make_user
from tests.tested import make_experiment
from tests.testforms import experiment_form, part_row

pytestmark = pytest.mark.django_db
ADD = "admin:crosssell_experiment_add"
LIST = "admin:crosssell_experiment_changelist"
HOSTILE = ("0", "99", "9" * 18, "9" * 40)


def url(name: str, pk: Any) -> str:
    return reverse(f"admin:crosssell_experiment_{name}", args=(pk,))


def clerk(client: Client, *codenames: str) -> Any:
    """Sign in somebody who has these permissions alone."""
    user = make_user("clerk@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.login(username="clerk@example.com", password=PASSWORD)
    return user


@pytest.fixture
def draft() -> Experiment:
    return make_experiment(rule(), live=False, name="Draft")


@pytest.fixture
def live() -> Experiment:
    return make_experiment(rule(), name="Live")


def test_who_may_only_look_changes_nothing(
    client: Client, draft: Experiment, live: Experiment
) -> None:
    clerk(client, "view_experiment", "view_variant")
    form = experiment_form(part_row("A", "90", rules=[rule()]), part_row("H", "10", True))

    for test in (draft, live):
        html = client.get(url("change", test.pk)).content.decode()
        assert 'name="_save"' not in html
        assert "rule: “" in html
        for name in ("start", "end"):
            assert client.get(url(name, test.pk)).status_code == 403
            assert client.post(url(name, test.pk)).status_code == 403
        for name, data in (("copy", {}), ("delete", {"post": "yes"}), ("change", form)):
            assert client.post(url(name, test.pk), data).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD), form).status_code == 403
    for action in ("duplicate", "delete_selected"):
        client.post(reverse(LIST), {"action": action, "_selected_action": [draft.pk]})
    assert list(Experiment.objects.order_by("pk").values_list("name", "state")) == [
        ("Draft", "draft"),
        ("Live", "live"),
    ]


@pytest.mark.parametrize("missing", ["add_variant", "change_variant", "delete_variant"])
def test_a_test_is_changed_with_all_its_parts_or_not_at_all(
    client: Client, draft: Experiment, missing: str
) -> None:
    verbs = ("view", "add", "change", "delete")
    all_of = {f"{verb}_{name}" for name in ("experiment", "variant") for verb in verbs}
    clerk(client, *(all_of - {missing}))

    assert client.get(url("change", draft.pk)).status_code == 200
    assert client.post(url("change", draft.pk), experiment_form()).status_code == 403
    for name in ("start", "copy"):
        assert client.post(url(name, draft.pk)).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
    assert Experiment.objects.get().state == "draft"


def test_who_may_not_see_tests_sees_none(client: Client, draft: Experiment) -> None:
    clerk(client, "view_bundle", "add_bundle", "change_bundle")

    for name in ("change", "delete", "history", "start", "end"):
        assert client.get(url(name, draft.pk)).status_code == 403
    assert client.get(reverse(LIST)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client, draft: Experiment) -> None:
    for name in ("change", "start", "end"):
        assert client.get(url(name, draft.pk)).status_code == 302
    assert client.post(url("start", draft.pk)).status_code == 302
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_a_post_without_a_token_is_refused(draft: Experiment, live: Experiment) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client)

    for name, test in (("start", draft), ("end", live), ("copy", live)):
        assert client.post(url(name, test.pk)).status_code == 403
    assert Experiment.objects.count() == 2
    assert {one.state for one in Experiment.objects.all()} == {"draft", "live"}


def test_addresses_change_nothing_by_get(
    client: Client, draft: Experiment, live: Experiment
) -> None:
    sign_in(client)

    for name, test in (("start", draft), ("end", live), ("copy", live)):
        client.get(url(name, test.pk), {"post": "yes", "a_day": "100"})
    assert Experiment.objects.count() == 2
    assert {one.state for one in Experiment.objects.all()} == {"draft", "live"}


@pytest.mark.parametrize("pk", HOSTILE)
def test_tests_that_are_not_there(client: Client, pk: str) -> None:
    sign_in(client)

    for name in ("start", "end"):
        assert client.get(url(name, pk)).status_code == 404
        assert client.post(url(name, pk)).status_code == 404
    assert client.post(url("copy", pk)).status_code == 404
    assert client.get(url("change", pk)).status_code == 302
    assert client.post(url("change", pk), {}).status_code == 302
    for about in ("placement", "rule", "x", "bundle\x00"):
        assert client.get(reverse(ADD), {"about": about, "chosen": pk}).status_code == 200
        assert client.get(reverse(ADD), {"case": about, "chosen": pk}).status_code == 200


@pytest.mark.parametrize("chosen", ["-1", "1; DROP TABLE", "x", "\x00", "１"])
def test_what_is_no_number_is_no_choice(client: Client, chosen: str) -> None:
    sign_in(client)

    page = client.get(reverse(ADD), {"about": "rule", "chosen": chosen})
    assert page.status_code == 200
    assert page.context["chosen"] is None


def test_names_are_escaped_everywhere(client: Client) -> None:
    sign_in(client)
    evil = "<script>alert(1)</script>"
    rules = [rule(name=f"{evil}{number}") for number in range(3)]
    test = make_experiment({evil: rules[0]}, name=evil, note=evil)
    draft = make_experiment({evil: rules[1]}, name=f"{evil}2", live=False)

    pages = [url("change", test.pk), url("end", test.pk), url("start", draft.pk), reverse(LIST)]
    pages += [url("change", draft.pk), f"{reverse(ADD)}?about=rule&chosen={rules[2].pk}"]
    for address in pages:
        html = client.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "&lt;script&gt;alert" in html, address


def test_a_million_visitors_are_not_listed_before_a_test_is_deleted(
    client: Client, live: Experiment, draft: Experiment
) -> None:
    sign_in(client)
    both = {"action": "delete_selected", "_selected_action": [live.pk, draft.pk], "post": "yes"}

    page = client.post(reverse(LIST), both)
    assert "“Live” is live. End it first." in page.content.decode()
    assert Experiment.objects.count() == 2
    assert client.post(url("delete", draft.pk), {"post": "yes"}).status_code == 302
    assert Experiment.objects.get() == live
