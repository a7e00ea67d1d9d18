"""Reports as files: the figures of the page, numbers as numbers, nothing that runs as a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from crosssell.admin.reports.files import export
from crosssell.analytics.reports import ALL, Query, report
from crosssell.core.figures import DIMENSIONS, figures_of
from crosssell.models import DailyCount, Rule
from tests.merchant import sign_in
from tests.shop_past import EURO, make_past

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 20), date(2026, 10, 29)
QUERY = Query(FIRST, LAST, EURO)
ASKED = {"by": "rule", "from": "2026-10-20", "to": "2026-10-29", "currency": EURO}


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table_of(rows: list[list[Any]]) -> tuple[list[Any], list[list[Any]]]:
    """The headings and the lines below them, up to the next empty one."""
    [start] = [at for at, row in enumerate(rows) if row and row[0] == "Number or code"]
    lines = []
    for row in rows[start + 1 :]:
        if not any(row):
            break
        lines.append(row)
    return rows[start], lines


@pytest.mark.parametrize("by", DIMENSIONS)
def test_a_csv_file_has_every_figure_and_what_it_means(by: str) -> None:
    make_past("UTC", date(2026, 10, 5), views=40, orders=40)
    found = report(QUERY, by, size=ALL)
    rows = rows_of(export(found, "csv"))
    headings, lines = table_of(rows)
    assert ["Days", "2026-10-20 – 2026-10-29"] in [row[:2] for row in rows]
    assert ["Days before", "2026-10-10 – 2026-10-19"] in [row[:2] for row in rows]
    assert ["Currency", EURO] in [row[:2] for row in rows]
    expected = [*found.rows, *([] if by == "total" else [found.total])]
    assert [row[:2] for row in lines] == [[row.key, row.name] for row in expected]
    for line, row in zip(lines, expected, strict=True):
        values = [row.values[one.code] for one in figures_of(by)]
        assert line[2:-2:2] == ["" if one is None else str(one) for one in values]
        past = [row.past[one.code] for one in figures_of(by)]
        assert line[3:-2:2] == ["" if one is None else str(one) for one in past]
        assert line[-2:] == ["not tested", "no"]
    meanings = {row[0]: row[1] for row in rows[-len(figures_of(by)) :]}
    for one in figures_of(by):
        name = next(text for text in headings if text.split(" (")[0] == one.label)
        assert meanings[name] == one.definition


def test_an_excel_file_has_numbers_and_a_sheet_of_definitions() -> None:
    make_past("UTC", date(2026, 10, 5), views=40, orders=40)
    found = report(QUERY, "placement", size=ALL)
    book = openpyxl.load_workbook(io.BytesIO(export(found, "xlsx")))
    assert book.sheetnames == ["Figures", "Definitions"]
    headings, lines = table_of([[*row] for row in book["Figures"].iter_rows(values_only=True)])
    for line, row in zip(lines, [*found.rows, found.total], strict=True):
        for code, label in (("impressions", "Impressions"), ("net", f"Net revenue ({EURO})")):
            cell = line[headings.index(label)]
            assert isinstance(cell, int | float)
            assert Decimal(str(cell)) == row.values[code]
    ctr = [row.values["ctr"] for row in found.rows]
    shares = [line[headings.index("Click rate (of 1)")] for line in lines]
    assert [None if one is None else Decimal(str(one)) for one in shares[:-1]] == ctr
    said = {row[0]: row[1] for row in book["Definitions"].iter_rows(values_only=True)}
    assert said["Click rate (of 1)"] == "Clicks divided by impressions."


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "|calc", "%0A=1"])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_no_name_runs_as_a_formula(name: str, format: str) -> None:
    rule = Rule.objects.create(name=name, strategy="matrix")
    DailyCount.objects.create(
        day=LAST, slot="s", placement_id=1, rule_id=rule.pk, subject="product", subject_id=1,
        impressions=5,
    )  # fmt: skip
    content = export(report(QUERY, "rule"), format)
    if format == "csv":
        _headings, lines = table_of(rows_of(content))
        written = lines[0][1]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Figures"]
        [cell] = [row[1] for row in sheet.iter_rows() if row[0].value == rule.pk]
        assert cell.data_type == "s"
        written = str(cell.value)
    assert written == f"'{name.strip()}"


def test_without_comparison_there_are_no_days_before() -> None:
    found = report(Query(FIRST, LAST, EURO, compare=False), "slot")
    rows = rows_of(export(found, "csv"))
    headings, _lines = table_of(rows)
    assert not [text for text in headings if "before" in text]
    assert "Days before" not in [row[0] for row in rows]


def test_what_was_chosen_stands_in_the_head() -> None:
    query = Query(FIRST, LAST, EURO, placements=(3, 7), slot="home.top", strategy="matrix")
    head = {row[0]: row[1] for row in rows_of(export(report(query, "product"), "csv"))[:8]}
    assert head["Placement"] == "3, 7"
    assert head["Slot"] == "home.top"
    assert head["Strategy"] == "matrix"


def test_sample_figures_are_named_in_the_head_and_in_their_row() -> None:
    DailyCount.objects.create(
        day=LAST, slot="s", placement_id=1, subject="product", subject_id=1, impressions=5,
        sample=True,
    )  # fmt: skip
    rows = rows_of(export(report(QUERY, "product"), "csv"))
    assert [row for row in rows if row and row[0].startswith("Sample figures: some")]
    assert [row[-1] for row in table_of(rows)[1]] == ["yes", "yes"]


def test_the_file_that_an_address_asks_for(client: Client) -> None:
    url = reverse("admin:crosssell_reports_export")
    assert client.get(url, ASKED).status_code == 302
    sign_in(client)
    response = client.get(url, {**ASKED, "format": "xlsx"})
    assert response.status_code == 200
    assert response["Content-Disposition"] == (
        'attachment; filename="crosssell-rule-2026-10-20-2026-10-29.xlsx"'
    )
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames[0] == "Figures"
    assert rows_of(client.get(url, ASKED).content)[0][:2] == ["Report", "Rule"]
    for wrong, said in (
        ({"by": "planet"}, "by: choose one of placement, rule"),
        ({"format": "pdf"}, "format: choose one of csv, xlsx."),
        ({"from": "yesterday"}, "from: write a day as in 2026-03-31"),
        ({"sort": "uses"}, "sort: choose one of impressions"),
    ):
        response = client.get(url, {**ASKED, **wrong})
        assert response.status_code == 400
        assert response.content.decode().startswith(said)
    assert client.post(url, ASKED).status_code == 405
