"""Export and import of rules in admin: a check that is shown, a confirmation, one revision."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from reversion.models import Revision, Version

from crosssell import transfer
from crosssell.admin import uploads
from crosssell.admin.placements import transfer_pages
from crosssell.models import MatrixEntry, Placement, Preference, Rule
from tests.learned import place, rule
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
EXPORT = reverse("admin:crosssell_export")
IMPORT = reverse("admin:crosssell_import")
LIST = reverse("admin:crosssell_placement_changelist")
HEAD = {"format": "crosssell rules", "version": 1}


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def shop() -> Rule:
    tea = make_product("Tea")
    made = rule("matrix", name="Old", priority=5, filters=[("in_basket", {})], pins=[(tea, 1)])
    place(made, title="Goes well")
    Preference.objects.create(product=tea, weight=3)
    MatrixEntry.objects.create(main_product=tea, companion_product=make_product("Jam"))
    return made


def upload(client: Client, content: Any) -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile("rules.json", data)})


def confirm(client: Client, checked: Any) -> Any:
    return client.post(IMPORT, {"checked": checked.context["checked"]})


def changed(priority: int = 6) -> dict[str, Any]:
    data = json.loads(transfer.export())
    data["rules"][0]["priority"] = priority
    data["rules"].append({"name": "New", "strategy": "matrix"})
    return data


def test_the_list_of_placements_offers_both(client: Client, shop: Rule) -> None:
    html = client.get(LIST).content.decode()
    assert f'href="{EXPORT}"' in html
    assert f'href="{IMPORT}"' in html

    answer = client.get(EXPORT)

    assert answer.content.decode() == transfer.export()
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="crosssell-rules-20')


def test_a_check_shows_what_would_happen_and_saves_nothing(client: Client, shop: Rule) -> None:
    before = transfer.export()

    answer = upload(client, changed())

    html = answer.content.decode()
    assert answer.context["counts"] == {"added": 1, "changed": 1, "same": 3}
    assert "1 added, 1 changed, 3 as they are. Nothing is deleted." in html
    assert "<dt>priority</dt><dd><del>5</del> → <ins>6</ins></dd>" in html
    assert '<span class="crosssell-section">Rule</span> <strong>New</strong>' in html
    assert transfer.export() == before


def test_the_confirmed_file_is_imported_as_one_revision(
    client: Client, shop: Rule, merchant: Any, folder: Path
) -> None:
    answer = confirm(client, upload(client, changed()))

    assert answer.url == LIST
    assert messages_of(answer) == ["1 added, 1 changed, 3 as they were."]
    assert dict(Rule.objects.values_list("name", "priority")) == {"Old": 6, "New": 100}
    assert list(folder.iterdir()) == []
    began, done = Revision.objects.order_by("pk")
    assert (began.user, began.get_comment()) == (None, "As it was when history began.")
    assert (done.user, done.get_comment()) == (merchant, "Import of rules")
    names = {version.object_repr for version in Version.objects.get_for_model(Rule)}
    assert names == {"Old", "New"}
    assert done.version_set.count() == 4  # two rules, a filter and a pin
    entry = LogEntry.objects.get()
    assert (str(entry), entry.user) == (
        "Changed “Import of rules” — 1 added, 1 changed, 3 as they were.", merchant,
    )  # fmt: skip


def test_an_imported_rule_can_be_restored(client: Client, shop: Rule) -> None:
    data = changed()
    data["rules"][0]["filters"] = []
    confirm(client, upload(client, data))
    assert not shop.filters.exists()
    first = Version.objects.get_for_object(shop).last()

    client.post(reverse("admin:crosssell_rule_restore", args=(shop.pk, first.pk)))

    shop.refresh_from_db()
    assert (shop.priority, [one.code for one in shop.filters.all()]) == (5, ["in_basket"])


def test_a_file_that_changes_nothing_has_nothing_to_confirm(
    client: Client, shop: Rule, folder: Path
) -> None:
    answer = upload(client, transfer.export().encode())

    assert "there is nothing to import." in answer.content.decode()
    assert "checked" not in answer.context
    assert list(folder.iterdir()) == []


def test_errors_are_listed_and_nothing_can_be_confirmed(client: Client, folder: Path) -> None:
    pins = [{"product": "<script>alert(1)</script>"}]
    answer = upload(client, HEAD | {"rules": [{"name": "A", "strategy": "matrix", "pins": pins}]})

    html = answer.content.decode()
    assert "Nothing was imported: the file has errors" in html
    assert (
        "rules[0].pins[0].product: no product has the UPC &lt;script&gt;alert(1)&lt;/script&gt;"
    ) in html
    assert "<script>alert(1)" not in html
    assert "checked" not in answer.context
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"PK\x03\x04", b'{"a": 1, "a": 2}'])
def test_files_of_another_kind_are_refused(client: Client, content: bytes) -> None:
    answer = upload(client, content)
    assert answer.status_code == 200
    assert answer.context["form"].errors or answer.context["plan"].errors


def test_no_file_and_a_large_file_are_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post(IMPORT).context["form"].errors["file"] == ["This field is required."]
    monkeypatch.setattr(transfer, "MAX_BYTES", 1024 * 1024)
    assert upload(client, b" " * (1024 * 1024 + 1)).context["form"].errors["file"] == [
        "The file is larger than 1 MB. Split it and import the parts."
    ]


def test_what_is_confirmed_is_what_was_shown(client: Client, shop: Rule) -> None:
    checked = upload(client, changed())
    Rule.objects.filter(pk=shop.pk).update(priority=9)

    answer = confirm(client, checked)

    assert answer.url == IMPORT
    assert messages_of(answer) == [
        "Nothing was imported: the shop has changed since the check. Please upload the file again."
    ]
    assert dict(Rule.objects.values_list("name", "priority")) == {"Old": 9}
    checked = upload(client, changed())
    Preference.objects.get().product.delete()
    (text,) = messages_of(confirm(client, checked))
    assert "rules[0].pins[0].product: no product has the UPC" in text
    assert Rule.objects.count() == 1


def test_a_forged_or_old_or_foreign_confirmation_reads_no_file(
    client: Client, shop: Rule, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = folder / "secret.json"
    secret.write_text(json.dumps(changed()))
    checked = upload(client, changed())
    other = Client()
    sign_in(other, "other@example.com")
    answers = [
        client.post(IMPORT, {"checked": str(secret)}),
        client.post(IMPORT, {"checked": "x" * 100_000 + "\x00"}),
        confirm(other, checked),
    ]
    monkeypatch.setattr(transfer_pages, "KEPT", -1)
    answers.append(confirm(client, checked))
    for answer in answers:
        assert answer.url == IMPORT
        assert messages_of(answer)[-1] == "Please upload the file again."
    monkeypatch.setattr(transfer_pages, "KEPT", uploads.KEPT)
    assert confirm(client, checked).url == LIST
    assert confirm(client, checked).url == IMPORT
    assert Rule.objects.count() == 2


def test_a_long_list_of_changes_is_cut(
    client: Client, shop: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer_pages, "SHOWN", 1)
    html = upload(client, changed()).content.decode()
    assert "The first 1 are listed." in html
    assert "<strong>New</strong>" not in html


def test_without_history_it_imports_too(
    client: Client, shop: Rule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crosssell.admin.history.log.enabled", lambda: False)
    confirm(client, upload(client, changed()))
    assert Rule.objects.count() == 2
    assert not Revision.objects.exists()
    assert Placement.objects.count() == 1
