"""History of placements and the matrix, of imports, and of a shop without the library."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from oscar.core.loading import get_model
from reversion.models import Version

from crosssell.models import MatrixEntry, Placement, Rule
from tests.merchant import messages_of, placement_form, rule_form, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def address(row: Any, page: str, *more: Any) -> str:
    return reverse(f"admin:crosssell_{row._meta.model_name}_{page}", args=(row.pk, *more))


def first(row: Any) -> Version:
    return Version.objects.get_for_object(row).order_by("pk")[0]


def test_a_placement_gets_its_rules_back(client: Client) -> None:
    kept, gone = (Rule.objects.create(name=name, strategy="matrix") for name in ("Kept", "Gone"))
    client.post(
        reverse("admin:crosssell_placement_add"),
        placement_form(title="Old", rules=[kept.pk, gone.pk]),
    )
    placement = Placement.objects.get()
    client.post(address(placement, "change"), placement_form(title="New", max_items="9"))
    gone_pk = gone.pk
    gone.delete()

    html = client.get(address(placement, "history")).content.decode()
    assert f"<del>#{gone_pk} (deleted), Kept</del>" in html
    assert "<dt>Most items</dt><dd><del>4</del>" in html
    response = client.post(address(placement, "restore", first(placement).pk))

    placement.refresh_from_db()
    assert (placement.title, placement.max_items, list(placement.rules.all())) == ("Old", 4, [kept])
    assert messages_of(response)[-1] == f"Not there any more, so left out: #{gone_pk}."


def test_a_draft_comes_back_as_a_draft(client: Client) -> None:
    placement = Placement.objects.create(slot="home.top", widget="products", active=False)
    client.post(address(placement, "change"), placement_form(slot="home.top"))

    response = client.post(address(placement, "restore", first(placement).pk))

    placement.refresh_from_db()
    assert not placement.active
    assert messages_of(response)[-1].endswith(": off.")


def test_a_deleted_placement_comes_back_in_its_slot(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    placement = Placement.objects.create(slot="home.top", widget="products", title="Mine")
    placement.rules.add(rule)
    client.post(address(placement, "delete"), {"post": "yes"})
    (version,) = Version.objects.get_deleted(Placement)

    client.post(reverse("admin:crosssell_placement_recover"), {"version": version.pk})

    made = Placement.objects.get()
    assert (made.slot, made.title, list(made.rules.all())) == ("home.top", "Mine", [rule])


def test_an_import_can_be_undone_row_by_row(client: Client) -> None:
    tea, milk, jam = make_product("Tea"), make_product("Milk"), make_product("Jam")
    entry = MatrixEntry.objects.create(
        main_product=tea, companion_product=milk, reason="Warm", position=3
    )
    content = (
        "main_product,companion_product,reason,position\n"
        f"{tea.upc},{milk.upc},Cold,9\n{tea.upc},{jam.upc},Sweet,1\n"
    )
    file = SimpleUploadedFile("m.csv", content.encode())
    checked = client.post(
        reverse("admin:crosssell_matrixentry_import"), {"import_file": file, "format": "0"}
    )
    assert not Version.objects.exists()
    client.post(
        reverse("admin:crosssell_matrixentry_process_import"),
        checked.context["confirm_form"].initial,
    )
    entry.refresh_from_db()
    assert entry.reason == "Cold"

    html = client.get(address(entry, "history")).content.decode()
    assert "Matrix import" in html
    assert "merchant@example.com" in html
    assert "<del>Warm</del>" in html
    client.post(address(entry, "restore", first(entry).pk))

    entry.refresh_from_db()
    assert (entry.reason, entry.position) == ("Warm", 3)
    made = MatrixEntry.objects.get(companion_product=jam)
    assert Version.objects.get_for_object(made).count() == 1


def test_a_row_whose_product_is_gone_stays_deleted(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    entry = MatrixEntry.objects.create(main_product=tea, companion_category=food, reason="Warm")
    client.post(address(entry, "delete"), {"post": "yes"})
    get_model("catalogue", "Product").objects.all().delete()
    recover = reverse("admin:crosssell_matrixentry_recover")
    (version,) = Version.objects.get_deleted(MatrixEntry)

    response = client.post(recover, {"version": version.pk})

    assert not MatrixEntry.objects.exists()
    assert "was not restored." in messages_of(response)[-1]
    assert messages_of(client.post(recover))[-1] == "Choose what shall come back."


def test_a_row_that_was_made_again_is_not_doubled(client: Client) -> None:
    tea, food = make_product("Tea"), make_category("Food")
    entry = MatrixEntry.objects.create(main_product=tea, companion_category=food)
    client.post(address(entry, "delete"), {"post": "yes"})
    MatrixEntry.objects.create(main_product=tea, companion_category=food)
    (version,) = Version.objects.get_deleted(MatrixEntry)

    response = client.post(reverse("admin:crosssell_matrixentry_recover"), {"version": version.pk})

    assert MatrixEntry.objects.count() == 1
    assert "The matrix has this row already." in messages_of(response)[-1]


def test_a_version_that_cannot_be_read_is_left_out(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    client.post(address(rule, "change"), rule_form(name="B", strategy="matrix"))
    broken = first(rule)
    Version.objects.filter(pk=broken.pk).update(serialized_data="[{")

    assert client.get(address(rule, "history")).status_code == 200
    assert client.get(address(rule, "compare"), {"from": broken.pk}).status_code == 404
    response = client.post(address(rule, "restore", broken.pk))

    assert "This version can no longer be read." in messages_of(response)[-1]
    rule.refresh_from_db()
    assert rule.name == "B"


def test_what_was_noted_before_the_first_version_is_shown(client: Client, merchant: Any) -> None:
    from django.contrib.admin.models import CHANGE, LogEntry
    from django.contrib.contenttypes.models import ContentType

    rule = Rule.objects.create(name="A", strategy="matrix")
    assert client.get(address(rule, "history")).status_code == 200
    LogEntry.objects.create(
        user=merchant, content_type=ContentType.objects.get_for_model(Rule), object_id=rule.pk,
        object_repr="A", action_flag=CHANGE, change_message="Long ago.",
    )  # fmt: skip
    client.post(address(rule, "change"), rule_form(name="B", strategy="matrix"))

    assert b"merchant@example.com: Long ago." in client.get(address(rule, "history")).content


def test_without_the_library_admin_works_without_history(client: Client, settings: Any) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    fewer = [name for name in settings.INSTALLED_APPS if name != "reversion"]

    with override_settings(INSTALLED_APPS=fewer):
        saved = client.post(address(rule, "change"), rule_form(name="B", strategy="matrix"))
        listed = client.get(reverse("admin:crosssell_rule_changelist"))
        noted = client.get(address(rule, "history"))

    assert (saved.status_code, listed.status_code, noted.status_code) == (302, 200, 200)
    assert b"Recover deleted" not in listed.content
    assert not Version.objects.exists()


@pytest.mark.parametrize("model", ["rule", "placement", "matrixentry", "preference"])
def test_every_list_leads_to_what_was_deleted(client: Client, model: str) -> None:
    html = client.get(reverse(f"admin:crosssell_{model}_changelist")).content.decode()

    assert f'href="/admin/crosssell/{model}/recover/"' in html
