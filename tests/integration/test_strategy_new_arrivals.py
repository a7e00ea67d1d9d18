"""What is new."""

import pytest

from tests import shopdata
from tests.strategies import DAY, MANY, NOW, ask, created, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def test_new_arrivals_are_public_products_of_the_last_days() -> None:
    made = {}
    for title, days, fields in (
        ("Today", 0, {}),
        ("Hidden", 1, {"is_public": False}),
        ("Week", 7, {}),
        ("Month", 30, {}),
        ("Tomorrow", -1, {}),
    ):
        product = made[title] = shopdata.make_product(title, **fields)
        created(product, days)
    _, children = shopdata.make_parent("Parent", {"Child": "1"})
    created(children[0], 0)
    asks = {"days": 14}, {"days": 60}
    found = ask("new_arrivals", page(), *asks)
    assert queries("new_arrivals", page(), *asks * MANY) == 1
    today, week, month = (made[title].pk for title in ("Today", "Week", "Month"))
    assert ids(found) == [[today, week], [today, week, month]]
    assert [one.score for one in found[0]] == [1.0, 0.5]


def test_a_back_test_sees_what_was_new_then() -> None:
    old, new = shopdata.make_product("Old"), shopdata.make_product("New")
    created(old, 40)
    created(new, 1)
    assert ids(ask("new_arrivals", page(), {"days": 30})) == [[new.pk]]
    then = NOW - 20 * DAY
    assert ids(ask("new_arrivals", page(), {"days": 30}, as_of=then)) == [[old.pk]]


def test_the_last_moment_still_counts() -> None:
    created(shopdata.make_product("Edge"), 10)
    [[found]] = ask("new_arrivals", page(), {"days": 10})
    assert 0 < found.score < 0.001


def test_readiness_counts_the_days_of_the_default() -> None:
    assert readiness("new_arrivals").level == "empty"
    for number in range(8):
        created(shopdata.make_product(f"P{number}"), 59 if number else 61)
    found = readiness("new_arrivals")
    assert (found.level, found.have) == ("thin", "7 products were added in the last 60 days.")
    created(shopdata.make_product("One more"), 0)
    assert readiness("new_arrivals").level == "ready"
