"""The page of measurement: exact tiles and cells, each revenue with what a holdout says of it."""

from typing import Any

import pytest
from django.test import Client

from crosssell.models import Placement, Rule
from tests.merchant import sign_in
from tests.report_page import opened, rows, tiles
from tests.reported import days_ago, ordered, owing, shown, widget
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def placed() -> tuple[Placement, Placement]:
    """Two placements, measured in the last 28 days and in those before."""
    first = Placement.objects.create(slot="product.below_description", title="Goes well")
    second = Placement.objects.create(slot="basket.bottom", title="Before you go")
    rule = Rule.objects.create(name="By hand", strategy="matrix")
    tea = make_product("Tea")
    for row, scale in ((first, 1), (second, 2)):
        shown(
            row, days_ago(1), (1000 * scale, 500, 40, 10), rule=rule.pk, subject_id=tea.pk,
            strategy="matrix",
        )  # fmt: skip
        widget(row, days_ago(1), 250, 50)
    shown(first, days_ago(30), (800, 400, 40, 16), subject_id=tea.pk)
    owing(first, days_ago(2), "30.00", "12.50", subject_id=tea.pk, rule_id=rule.pk)
    owing(first, days_ago(29), "17.00", subject_id=tea.pk)
    ordered(days_ago(2), "20.00")
    return first, second


def test_the_tiles_say_figures_and_what_they_were_before(client: Client, placed: Any) -> None:
    assert tiles(opened(client)) == {
        "impressions": "Impressions 3,000 ▲ 275.0 % more (before: 800)",
        "viewable": "Viewable impressions 1,000 ▲ 150.0 % more (before: 400)",
        "clicks": "Clicks 80 ▲ 100.0 % more (before: 40)",
        "ctr": "Click rate 2.67 % ▼ 46.7 % less (before: 5.00 %)",
        "viewable_ctr": "Viewable click rate 8.00 % ▼ 20.0 % less (before: 10.0 %)",
        "touches": "Put in the basket 20 ▲ 25.0 % more (before: 16)",
        "add_rate": "Add rate 0.67 % ▼ 66.7 % less (before: 2.00 %)",
        "empty_rate": "Empty rate 16.7 %",
        "orders": "Orders 1 = as before (before: 1)",
        "direct": "Direct revenue $30.00 ▲ 76.5 % more (before: $17.00) Not tested",
        "assisted": "Assisted revenue $12.50 ▲ none before (before: $0.00) Not tested",
        "cost": "Discount cost $0.00 = as before (before: $0.00)",
        "net": "Net revenue $30.00 ▲ 76.5 % more (before: $17.00) Not tested",
        "average_takers": "Average order of takers $42.50 ▲ 150.0 % more (before: $17.00)",
        "average_others": "Average order of others $20.00",
    }


def test_the_rows_of_placements(client: Client, placed: Any) -> None:
    first, second, every = rows(opened(client))
    assert first == {
        "name": "Goes well (Product page: below the description) Not tested only this : Goes well "
        "(Product page: below the description)",
        "direct": "$30.00", "assisted": "$12.50", "tested": "not tested", "orders": "1",
        "cost": "$0.00", "net": "$30.00", "change": "▲ 76.5 % more", "impressions": "1,000",
        "viewable": "500", "clicks": "40", "ctr": "4.00 %", "viewable_ctr": "8.00 %",
        "touches": "10", "add_rate": "1.00 %", "empty_rate": "16.7 %",
    }  # fmt: skip
    assert (second["impressions"], second["net"], second["tested"]) == (
        "2,000", "$0.00", "not tested",
    )  # fmt: skip
    assert (every["name"], every["net"], every["impressions"]) == ("All", "$30.00", "3,000")


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("rule", [("By hand", "$30.00", "3,000"), ("No rule", "$0.00", "0")]),
        ("strategy", [("No strategy", "$30.00", "0"), ("Matrix of companions", "$0.00", "3,000")]),
        ("product", [("Tea", "$30.00", "3,000")]),
        ("bundle", []),
        ("threshold", []),
    ],
)
def test_the_same_by_everything_else(
    client: Client, placed: Any, by: str, expected: list[tuple[str, str, str]]
) -> None:
    html = opened(client, by=by)
    assert [
        (row["name"].split(" Not tested")[0].split(" ·")[0], row["net"], row["impressions"])
        for row in rows(html)[:-1]
    ] == expected
    assert ("Nothing of this kind was counted" in html) == (not expected)
    assert f'?by={by}#crosssell-by" aria-current="page"' in html
    # The row of what has no rule or strategy is explained where it can be.
    assert [f"“No {one}” is what" in html for one in ("rule", "strategy")] == [
        by == "rule", by == "strategy",
    ]  # fmt: skip
