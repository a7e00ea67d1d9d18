"""The list of tests, and how much it and the pages of tests ask of the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from crosssell.models import Experiment, Variant
from tests.exposed import buying
from tests.learned import rule
from tests.merchant import sign_in
from tests.tested import make_experiment, part

pytestmark = pytest.mark.django_db
LIST = "admin:crosssell_experiment_changelist"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def begun(shown: Any = None, **fields: Any) -> Experiment:
    at = timezone.now() - timedelta(days=20)
    return make_experiment(shown or rule(), at=at, planned=20_000, **fields)


def test_the_list_asks_the_same_number_of_queries(client: Client) -> None:
    def cells() -> tuple[int, list[tuple[str, str, str]]]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = client.get(reverse(LIST)).context["cl"]
        model = page.model_admin
        return len(asked), [
            (model.holdout_share(row), model.days(row), model.verdict(row))
            for row in page.result_list
        ]

    first = begun(name="First", holdout=100)
    buying(part(first, "Shown"), 900, 200, "20.00")
    buying(part(first, "Holdout"), 100, 20, "20.00")
    client.get(reverse(LIST))
    few, rows = cells()
    assert rows == [("10 %", "20", "test is live: more than a year to go")]
    for number in range(4):
        begun({"A": rule(), "B": rule()}, holdout=0, name=f"More {number}")
    make_experiment(rule(), live=False, name="Draft")
    many, rows = cells()
    assert many == few
    assert rows[0] == ("50 %", "–", "–")
    assert rows[1] == ("none", "20", "test is live: not enough data yet")


def test_the_pages_ask_the_same_number_of_queries(client: Client) -> None:
    def asked(test: Experiment, name: str) -> int:
        url = reverse(f"admin:crosssell_experiment_{name}", args=(test.pk,))
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    small = begun({"A": rule(), "B": rule()}, holdout=0, name="Small")
    large = begun({name: [rule(), rule()] for name in "ABCD"}, holdout=200, name="Large")
    assert asked(small, "change") == asked(large, "change")
    drafts = [
        make_experiment({"A": rule(), "B": rule()}, holdout=0, live=False, name="Draft"),
        make_experiment({n: [rule(), rule()] for n in "ABCD"}, live=False, name="Large draft"),
    ]
    assert asked(drafts[0], "change") == asked(drafts[1], "change")
    assert Variant.objects.filter(experiment=large).count() == 5
