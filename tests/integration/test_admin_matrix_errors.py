"""Files of the matrix that are wrong: every error is told, and nothing is saved."""

from typing import Any

import pytest
from django.test import Client

from tests.matrixfiles import HEAD, problems, rows, upload, workbook
from tests.merchant import sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


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


def test_a_file_that_trips_the_reader_is_an_error_not_a_crash(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trip(*_: Any) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("crosssell.admin.matrix.importing.Csv.create_dataset", trip)

    checked = upload(client, HEAD)

    assert "while trying to read file" in checked.context["form"].errors["import_file"][0]
