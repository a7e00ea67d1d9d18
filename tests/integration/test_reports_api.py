"""Reports over the API: the same figures as in admin, for staff who may see them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from drf_spectacular.validation import validate_schema

from crosssell.analytics.reports import Query, report, today
from crosssell.core.figures import DIMENSIONS, FIGURES, figures_of
from crosssell.models import DailyCount
from tests.merchant import sign_in
from tests.shop_past import EURO, make_past
from tests.shopdata import PASSWORD, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 20), date(2026, 10, 29)
ASKED = {"from": "2026-10-20", "to": "2026-10-29", "currency": EURO}


def ask(client: Client, by: str = "placement", **query: Any) -> Any:
    return client.get(f"/crosssell/api/reports/{by}/", query)


@pytest.fixture
def merchant(client: Client) -> Client:
    sign_in(client)
    return client


def text(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_figures_are_those_of_the_report(merchant: Client, by: str) -> None:
    make_past("UTC", date(2026, 10, 5), views=40, orders=40)
    answer = ask(merchant, by, **ASKED).json()
    found = report(Query(FIRST, LAST, EURO), by)
    assert [row["key"] for row in answer["rows"]] == [row.key for row in found.rows]
    for told, row in zip(
        [*answer["rows"], answer["total"]], [*found.rows, found.total], strict=True
    ):
        assert told["name"] == row.name
        assert told["tested"] == "not tested"
        assert told["values"] == {code: text(value) for code, value in row.values.items()}
        assert told["past"] == {code: text(value) for code, value in row.past.items()}
        assert told["change"] == {code: text(value) for code, value in row.change.items()}
    assert [one["code"] for one in answer["figures"]] == [one.code for one in figures_of(by)]
    assert answer["figures"][0]["definition"] == figures_of(by)[0].definition
    assert (answer["first"], answer["last"]) == ("2026-10-20", "2026-10-29")
    assert (answer["currency"], answer["currencies"]) == (EURO, list(found.currencies))
    assert set(found.currencies) == {EURO, "USD"}
    assert (answer["page"], answer["pages"], answer["count"]) == (1, 1, len(found.rows))


def test_amounts_are_texts_with_the_decimals_of_their_currency(merchant: Client) -> None:
    make_past("UTC", date(2026, 10, 5), views=10, orders=40)
    values = ask(merchant, "total", **ASKED).json()["total"]["values"]
    for one in figures_of("total"):
        if one.unit == "money":
            assert Decimal(values[one.code]).as_tuple().exponent == -2
        if one.unit == "share":
            assert Decimal(values[one.code]).as_tuple().exponent == -6
        if one.unit == "count":
            assert type(values[one.code]) is int


def test_what_is_missing_is_usual(merchant: Client) -> None:
    yesterday = today() - timedelta(days=1)
    DailyCount.objects.create(
        day=yesterday, slot="s", placement_id=1, subject="product", subject_id=1, impressions=5
    )
    answer = ask(merchant).json()
    assert answer["last"] == yesterday.isoformat()
    assert answer["first"] == (yesterday - timedelta(days=27)).isoformat()
    assert (answer["sort"], answer["currency"], answer["currencies"]) == ("net", "USD", [])
    assert answer["total"]["values"]["impressions"] == 5
    assert answer["total"]["past"]["impressions"] == 0
    alone = ask(merchant, compare="0").json()["total"]
    assert (alone["past"], alone["change"]) == ({}, {})


def test_pages_and_their_order(merchant: Client) -> None:
    for pk in range(1, 6):
        DailyCount.objects.create(
            day=LAST, slot="s", placement_id=1, subject="product", subject_id=pk,
            impressions=10 * pk, clicks=6 - pk,
        )  # fmt: skip
    answer = ask(merchant, "product", **ASKED, size=2, page=2, sort="clicks").json()
    assert [row["key"] for row in answer["rows"]] == ["3", "4"]
    assert (answer["page"], answer["pages"], answer["count"]) == (2, 3, 5)
    assert answer["total"]["values"]["impressions"] == 150
    assert [
        row["key"] for row in ask(merchant, "product", **ASKED, page=9, size=4).json()["rows"]
    ] == ["1"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"from": "2026-13-01"}, "from: write a day as in 2026-03-31, of the years 2000 to 2099."),
        ({"from": "1999-12-31"}, "from: write a day as in 2026-03-31, of the years 2000 to 2099."),
        ({"from": "2026-10-20", "to": "2026-10-19"}, "to: choose a day that is not before “from”."),
        ({"from": "2020-01-01", "to": "2026-10-19"}, "from: choose at most 1100 days."),
        ({"currency": "EURO"}, "currency: write a code of three letters, for example EUR."),
        ({"placement": "3,x"}, "placement: write ids of placements, for example 3 or 3,7."),
        ({"placement": ",".join(["1"] * 201)}, "placement: choose at most 200 placements."),
        ({"slot": "s" * 81}, "slot: this is not a name."),
        ({"strategy": "a\x00b"}, "strategy: this is not a name."),
        ({"compare": "maybe"}, "compare: write 1 or 0."),
        ({"sort": "uses"}, "sort: choose one of impressions, viewable, clicks, ctr"),
        ({"page": "0"}, "page: write a number from 1 to 1000000."),
        ({"size": "501"}, "size: write a number from 1 to 500."),
        ({"size": "٣"}, "size: write a number from 1 to 500."),
        ({"currancy": "EUR"}, "currancy: no such parameter; choose of from, to, currency"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_by_its_name(
    merchant: Client, query: dict[str, str], said: str
) -> None:
    response = ask(merchant, **query)
    assert response.status_code == 400
    assert response.json()["detail"].startswith(said)


def test_another_report_is_not_found(merchant: Client) -> None:
    response = ask(merchant, "planet")
    assert response.status_code == 404
    assert response.json()["detail"].startswith("No such report; choose one of placement, rule")


def test_only_active_staff_with_the_permission(client: Client) -> None:
    may = Permission.objects.get(codename="view_dailycount")
    assert ask(client).status_code == 403
    people = {"guest": {}, "staff": {"is_staff": True}, "buyer": {}, "gone": {"is_staff": True}}
    for name, fields in people.items():
        user = make_user(f"{name}@example.com", **fields)
        if name in ("buyer", "gone"):
            user.user_permissions.add(may)
        assert client.login(username=user.email, password=PASSWORD)
        if name == "gone":
            assert ask(client).status_code == 200
            type(user).objects.filter(pk=user.pk).update(is_active=False)
        assert ask(client).status_code == 403, name
    assert client.post("/crosssell/api/reports/placement/").status_code == 403


def test_the_schema_knows_every_figure(client: Client) -> None:
    schema = client.get("/crosssell/api/schema/openapi.json").json()
    validate_schema(schema)
    operation = schema["paths"]["/crosssell/api/reports/{by}/"]["get"]
    names = {one["name"] for one in operation["parameters"]}
    assert names == {
        "by", "from", "to", "currency", "placement", "slot", "strategy", "compare", "sort",
        "page", "size",
    }  # fmt: skip
    assert set(operation["responses"]) == {"200", "400", "403", "404", "429"}
    values = schema["components"]["schemas"]["Values"]["properties"]
    assert set(values) == {one.code for one in FIGURES}
