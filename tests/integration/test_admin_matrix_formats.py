"""The matrix as CSV and as Excel file: there and back again, and never a formula."""

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from crosssell.models import MatrixEntry
from tests.matrixfiles import (
    HEAD,
    confirm,
    export,
    rows,
    upload,
    workbook,
)
from tests.merchant import sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


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
