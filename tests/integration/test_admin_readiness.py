"""What the strategies have: each level, what is missing, and a strategy that fails."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crosssell import registry
from crosssell.admin.runs import readiness
from crosssell.core.data import Candidate, Readiness, Source
from crosssell.models import MatrixEntry, Run
from tests.learned import BEST, learn, rule
from tests.merchant import sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
READINESS = reverse("admin:crosssell_readiness")


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A function that registers one strategy, with this readiness, and nothing else."""

    def registered(answer: Any) -> None:
        monkeypatch.setitem(registry.table.plugins, "strategies", {})

        @registry.strategy("mine", label="Mine", readiness=answer)
        def mine(page: Any, asks: Any, source: Any) -> list[list[Candidate]]:
            return []

    return registered


def rows(client: Client) -> dict[str, readiness.Row]:
    sign_in(client)
    response = client.get(READINESS)
    assert response.status_code == 200
    return {row.code: row for row in response.context["rows"]}


def test_every_strategy_is_listed_with_its_level(client: Client) -> None:
    found = rows(client)

    assert sorted(found) == [plugin.code for plugin in registry.all_of("strategies")]
    assert {row.level for row in found.values()} <= {"ready", "thin", "empty"}
    assert found["recently_viewed"] == readiness.Row(
        "recently_viewed",
        "Recently viewed",
        "ready",
        "Ready",
        "Works for every visitor from the second page on.",
    )
    assert found["matrix"] == readiness.Row(
        "matrix",
        "Matrix of companions",
        "empty",
        "Empty",
        "0 rows are on.",
        "Add rows to the matrix, or import them from a table.",
    )


def test_a_thin_one_says_what_it_has_and_the_worst_comes_first(client: Client) -> None:
    MatrixEntry.objects.create(
        main_product=make_product("Tea"), companion_product=make_product("Milk")
    )

    found = rows(client)

    assert (found["matrix"].level, found["matrix"].said) == ("thin", "Thin")
    assert found["matrix"].have == "1 row is on."
    levels = [readiness.LEVELS.index(row.level) for row in found.values()]
    assert levels == sorted(levels)


def test_the_live_run_is_counted_and_no_other(client: Client) -> None:
    tea = make_product("Tea")
    learn(best=[tea])
    assert rows(client)["bestsellers"].level == "empty"
    learn(best=[tea], window=365)

    assert readiness.of("bestsellers") == readiness.Row(
        "bestsellers",
        "Bestsellers",
        "thin",
        "Thin",
        "1 product was sold in the last 365 days.",
        "More orders, and a refresh after them.",
    )
    Run.objects.update(state=Run.State.OLD)
    assert readiness.of("bestsellers").level == "empty"
    assert readiness.of("gone") is None


def test_rules_and_fallbacks_that_use_it_are_counted(client: Client) -> None:
    rule("matrix", fallbacks=[BEST])
    rule("bestsellers")

    found = rows(client)

    assert (found["matrix"].rules, found["bestsellers"].rules, found["on_offer"].rules) == (1, 2, 0)
    html = client.get(READINESS).content.decode()
    assert "Used by 2 rules." in html
    assert reverse("admin:crosssell_rule_add") + "?strategy=on_offer" in html


def test_a_strategy_without_one_says_nothing(client: Client, only: Any) -> None:
    only(None)

    assert rows(client) == {"mine": readiness.Row("mine", "Mine", "not_said", "Not said")}
    assert "This strategy does not say how much data it has." in (
        client.get(READINESS).content.decode()
    )


def failing(source: Source) -> Readiness:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    raise AssertionError("The statement above fails.")


def bursting(source: Source) -> Readiness:
    raise RuntimeError("burst")


@pytest.mark.parametrize("answer", [failing, bursting, lambda source: None])
def test_one_that_fails_is_logged_and_unknown(
    client: Client, only: Any, answer: Any, caplog: pytest.LogCaptureFixture
) -> None:
    only(answer)

    with caplog.at_level(logging.ERROR, "crosssell.admin.runs.readiness"):
        [row] = rows(client).values()

    assert (row.level, row.said) == ("unknown", "Unknown")
    assert row.missing == "It could not be counted; the log of the shop has the error."
    assert [record.message for record in caplog.records] == [
        "The strategy mine could not say how much data it has."
    ]


def test_a_level_that_nobody_knows_is_unknown(client: Client, only: Any) -> None:
    only(lambda source: Readiness("splendid", "much", "nothing"))

    assert rows(client)["mine"] == readiness.Row(
        "mine", "Mine", "unknown", "Unknown", "Much", "Nothing"
    )


def test_what_it_costs_does_not_grow_with_the_shop(client: Client) -> None:
    sign_in(client)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(READINESS).status_code == 200
        return len([one for one in found if "SAVEPOINT" not in one["sql"]])

    queries()
    few = queries()
    tea, *others = [make_product(f"P{n}") for n in range(12)]
    learn({tea: others}, best=others, window=365)
    for _number in range(5):
        rule(fallbacks=[BEST])

    # A live run is asked for a few figures more.
    assert few <= 40
    assert queries() <= few + 6


def test_a_new_rule_and_an_old_one_link_to_it(client: Client) -> None:
    sign_in(client)
    made = rule("matrix")

    for url in (
        reverse("admin:crosssell_rule_add"),
        reverse("admin:crosssell_rule_change", args=(made.pk,)),
    ):
        assert f'href="{READINESS}"' in client.get(url).content.decode()
