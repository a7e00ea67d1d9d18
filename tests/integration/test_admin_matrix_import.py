"""Import of the matrix: a dry run first, then all rows or none."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from crosssell.models import MatrixEntry
from tests.matrixfiles import EXPORT, HEAD, IMPORT, PROCESS, confirm, rows, upload
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_nothing_is_saved_before_it_is_confirmed(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    cheese = make_category("Cheese", make_category("Food"))

    checked = upload(
        client,
        HEAD + f"{tea.upc},,#{milk.pk},,Goes well,3,1\n,food>CHEESE,{tea.pk},,,,no\n\n",
    )

    assert rows() == []
    html = checked.content.decode()
    assert "2 new, 0 changed, 0 as they are." in html
    assert "Tea → Milk" in html
    assert "Food &gt; Cheese → Tea" in html

    done = confirm(client, checked)

    assert rows() == [
        (tea.pk, None, milk.pk, None, "Goes well", 3, True),
        (None, cheese.pk, tea.pk, None, "", 10, False),
    ]
    assert "Import finished: 2 new" in messages_of(done)[0]
    assert LogEntry.objects.latest("id").change_message == "2 new, 0 changed."


def test_rows_that_are_there_change_and_keep_what_the_file_leaves_out(client: Client) -> None:
    tea, milk, jam = make_product("Tea"), make_product("Milk"), make_product("Jam")
    MatrixEntry.objects.create(main_product=tea, companion_product=milk, reason="Old", position=7)
    MatrixEntry.objects.create(main_product=tea, companion_product=jam, reason="Stays")

    checked = upload(
        client,
        f"Main_Product;companion_product;reason\n{tea.upc};{milk.upc};New\n{tea.upc};{jam.upc};Stays",
    )

    assert "0 new, 1 changed, 1 as they are." in checked.content.decode()
    confirm(client, checked)
    assert rows() == [
        (tea.pk, None, milk.pk, None, "New", 7, True),
        (tea.pk, None, jam.pk, None, "Stays", 10, True),
    ]


def test_a_variant_stands_for_its_parent(client: Client) -> None:
    parent, (small, _large) = make_parent("Juice", {"Small": "1.00", "Large": "2.00"})
    tea = make_product("Tea")

    confirm(client, upload(client, HEAD + f"{small.upc},,{tea.upc},,,,"))

    assert rows()[0][0] == parent.pk


def test_the_shop_may_change_between_check_and_import(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    checked = upload(client, HEAD + f"{milk.upc},,{tea.upc},,,,\n{tea.upc},,{milk.upc},,,,")
    milk.delete()

    answer = confirm(client, checked)

    assert answer.url == IMPORT
    assert "Nothing was imported: the shop has changed since the check." in messages_of(answer)[0]
    assert rows() == []


def test_only_a_checked_file_can_be_imported(client: Client, tmp_path: Any) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(HEAD)
    data = {"import_file_name": str(secret), "original_file_name": "x", "format": "0"}

    forged = client.post(PROCESS, data)
    checked = upload(client, HEAD + "1,,2,,,,")
    assert "confirm_form" not in checked.context

    assert forged.url == IMPORT
    assert messages_of(forged) == ["Please upload the file again."]


def test_a_checked_file_that_is_gone_is_asked_for_again(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    checked = upload(client, HEAD + f"{tea.upc},,{milk.upc},,,,")
    confirm(client, checked)

    again = confirm(client, checked)

    assert again.url == IMPORT
    assert "Please upload the file again." in messages_of(again)


def test_import_needs_the_right_to_add_and_change(client: Client, merchant: Any) -> None:
    group = merchant.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_matrixentry"))

    assert client.get(IMPORT).status_code == 403
    assert client.post(PROCESS).status_code == 403
    assert client.get(EXPORT).status_code == 200
    group.permissions.clear()
    assert client.get(EXPORT).status_code == 403


def test_uploads_that_nobody_confirmed_are_removed(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tea, milk = make_product("Tea"), make_product("Milk")
    upload(client, HEAD + f"{tea.upc},,{milk.upc},,,,")
    (old,) = tmp_path.iterdir()
    os.utime(old, (0, 0))
    other = tmp_path / "of-another-program"
    other.touch()
    os.utime(other, (0, 0))

    checked = upload(client, HEAD + f"{tea.upc},,{milk.upc},,,,")

    assert not old.exists()
    assert other.exists()
    confirm(client, checked)
    assert list(tmp_path.iterdir()) == [other]
