"""Import and export of the matrix: a dry run first, then all rows or none."""

import io
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crosssell.models import MatrixEntry
from tests.merchant import messages_of, sign_in
from tests.shopdata import make_category, make_parent, make_product

pytestmark = pytest.mark.django_db
IMPORT = reverse("admin:crosssell_matrixentry_import")
PROCESS = reverse("admin:crosssell_matrixentry_process_import")
EXPORT = reverse("admin:crosssell_matrixentry_export")
HEAD = "main_product,main_category,companion_product,companion_category,reason,position,active\n"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def upload(client: Client, content: str | bytes, format: str = "0") -> Any:
    data = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile("matrix.csv", data)
    return client.post(IMPORT, {"import_file": file, "format": format, "resource": "0"})


def confirm(client: Client, checked: Any) -> Any:
    return client.post(PROCESS, checked.context["confirm_form"].initial)


def rows() -> list[tuple[Any, ...]]:
    return list(
        MatrixEntry.objects.order_by("id").values_list(
            "main_product", "main_category", "companion_product", "companion_category", "reason",
            "position", "active",
        )
    )  # fmt: skip


def problems(response: Any) -> list[str]:
    result = response.context["result"]
    found = [str(error.error) for error in result.base_errors]
    for row in result.invalid_rows:
        for name, texts in row.field_specific_errors.items():
            found += [f"{row.number} {name}: {text}" for text in texts]
        found += [f"{row.number}: {text}" for text in row.non_field_specific_errors]
    return found


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


def test_every_bad_row_is_told_and_none_is_saved(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    food = make_category("Food")
    make_category("Cheese", food)
    make_category("Cheese", food)

    checked = upload(
        client,
        HEAD
        + f"{tea.upc},,{milk.upc},,Good,1,1\n"
        + f"{tea.upc},,{milk.upc},,Again,1,1\n"
        + f"NOPE,,{milk.upc},,,,\n"
        + f"{tea.upc},Food,{milk.upc},,,,\n"
        + f",,{milk.upc},,,,\n"
        + f"{tea.upc},,,Food > Bread,,,\n"
        + f"{tea.upc},,,Food > Cheese,,,\n"
        + f"{tea.upc},,{tea.upc},,,,\n"
        + f"{milk.upc},,{tea.upc},,{'x' * 121},-1,perhaps\n"
        + f"{milk.upc},,{tea.upc},,a\u202eb,99999,\n",
    )

    assert problems(checked) == [
        "2: This repeats row 1 of the file.",
        "3 main_product: There is no product with the UPC or number “NOPE”.",
        "4 main_product: Give a product or a category, not both.",
        "5 main_product: Give a product or a category.",
        "6 companion_category: There is no category “Food > Bread”. "
        "Write the full path, such as Food > Cheese.",
        "7 companion_category: Several categories are called “Food > Cheese”. "
        "Use the number, such as #12.",
        "8 companion_product: A product cannot be its own companion.",
        "9 reason: Use at most 120 characters; this has 121.",
        "9 position: “-1” must be a whole number from 0 to 32767.",
        "9 active: “perhaps” must be 1 (on) or 0 (off).",
        "10 reason: Character 2 is the invisible character U+202E. Please remove it.",
        "10 position: “99999” must be a whole number from 0 to 32767.",
    ]
    assert "Nothing was imported: some rows have errors" in checked.content.decode()
    assert "confirm_form" not in checked.context
    assert rows() == []


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("main_product,companion_product,price", "Unknown column “price”. Known columns: main_"),
        ("main_product,reason", "A column is missing: “companion_product” or"),
        ("companion_product", "A column is missing: “main_product” or “main_category”."),
        (
            "main_product,main_product,companion_product",
            "The column “main_product” is there twice.",
        ),
        ("main_product,,companion_product", "Unknown column “(empty)”."),
    ],
)
def test_wrong_columns_are_named(client: Client, head: str, said: str) -> None:
    checked = upload(client, head + "\n1\n")

    assert problems(checked)[0].startswith(said)
    assert said.split("“")[0] in checked.content.decode()
    assert rows() == []


@pytest.mark.parametrize(
    ("content", "format", "said"),
    [
        (HEAD.encode() + b"caf\xe9,,1,,,,", "0", "Line 2 is not UTF-8 text."),
        (HEAD.encode("utf-16"), "0", "Line 1 is not UTF-8 text."),
        (b"PK\x03\x04 not really", "1", "This is not an Excel file (.xlsx)."),
        (HEAD.encode(), "1", "This is not an Excel file (.xlsx)."),
        (HEAD.encode() + b"1,,2,,,,,,,", "0", ""),
        (HEAD.encode() + b"1,,2,,,,,9", "0", "Line 2 has 8 cells, but there are 7 columns."),
        (HEAD.encode() + b'"1', "0", "This is not a CSV file: unexpected end of data."),
        (HEAD.encode() + b"1,,2,," + b"x" * 2001, "0", "cell of more than 2000 characters"),
        (b"\n,,\n", "0", "The first line must hold the names of the columns."),
        (HEAD.encode(), "0", "No valid data to import."),
    ],
)
def test_files_that_cannot_be_read_say_why(
    client: Client, content: bytes, format: str, said: str
) -> None:
    checked = upload(client, content, format)

    errors = checked.context["form"].errors.get("import_file", [""])
    assert said in errors[0]
    assert rows() == []


def test_a_file_of_the_wrong_size_is_refused(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crosssell.admin.matrix.files.MAX_ROWS", 2)
    many = upload(client, HEAD + "1,,2,,,,\n" * 3)
    monkeypatch.setattr("crosssell.admin.matrix.importing.MAX_BYTES", 100)
    large = upload(client, HEAD + "1,,2,,,,\n" * 3)

    assert many.context["form"].errors["import_file"] == [
        "The file has more than 2 rows. Split it and import the parts."
    ]
    assert "The file is larger than" in large.context["form"].errors["import_file"][0]


def test_a_packed_bomb_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosssell.admin.matrix.files.MAX_UNPACKED", 1000)

    checked = upload(client, workbook([["main_product"]]), "1")

    assert checked.context["form"].errors["import_file"] == [
        "This file is too large when unpacked."
    ]


def workbook(cells: list[list[Any]]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in cells:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_excel_files_are_read_with_their_numbers(client: Client) -> None:
    tea, milk = make_product("Tea"), make_product("Milk")
    head = HEAD.strip().split(",")

    checked = upload(
        client,
        workbook([head, [tea.pk, None, float(milk.pk), None, "Well", 5.0, True], [None] * 9]),
        "1",
    )
    confirm(client, checked)

    assert rows() == [(tea.pk, None, milk.pk, None, "Well", 5, True)]


def export(client: Client, format: str) -> bytes:
    fields = {
        f"matrixresource_{name}": "on"
        for name in (
            "main_product", "main_title", "main_category", "companion_product", "companion_title",
            "companion_category", "reason", "position", "active",
        )
    }  # fmt: skip
    response = client.post(EXPORT, {"format": format, "resource": "0", **fields})
    assert response.status_code == 200
    return response.content


@pytest.mark.parametrize("format", ["0", "1"])
def test_an_export_can_be_imported_again(client: Client, format: str) -> None:
    tea, milk = make_product("=Tea"), make_product("Milk")
    milk.upc = None
    milk.save()
    cheese = make_category("Cheese", make_category("Food"))
    MatrixEntry.objects.create(main_product=tea, companion_product=milk, reason="=1+1", position=2)
    MatrixEntry.objects.create(main_product=tea, companion_category=cheese, reason="'-x")
    MatrixEntry.objects.create(
        main_category=cheese, companion_product=milk, reason="@home", active=False
    )
    before = rows()

    content = export(client, format)
    MatrixEntry.objects.all().delete()
    confirm(client, upload(client, content, format))

    assert sorted(rows(), key=str) == sorted(before, key=str)


def test_no_cell_of_an_export_is_a_formula(client: Client) -> None:
    tea, milk = make_product("=cmd|' /C calc'!A0"), make_product("+Milk")
    MatrixEntry.objects.create(main_product=tea, companion_product=milk, reason="-1+1")

    text = export(client, "0").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(export(client, "1"))).active

    assert text.splitlines()[1] == (f"{tea.upc},'=cmd|' /C calc'!A0,,{milk.upc},'+Milk,,'-1+1,10,1")
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert "'=cmd|' /C calc'!A0" in [cell.value for cell in cells]


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


def test_a_file_that_trips_the_reader_is_an_error_not_a_crash(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*_: Any) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("crosssell.admin.matrix.importing.Csv.create_dataset", trip)

    checked = upload(client, HEAD)

    assert "while trying to read file" in checked.context["form"].errors["import_file"][0]


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
