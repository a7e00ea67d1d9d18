"""What the visitor looked at."""

import pytest

from tests.strategies import MANY, ask, ids, page, queries, readiness

pytestmark = pytest.mark.django_db


def test_recently_viewed_keeps_the_cookies_order() -> None:
    assert ids(ask("recently_viewed", page(viewed=(5, 3, 4)), limit=2)) == [[5, 3]]
    assert ids(ask("recently_viewed", page())) == [[]]


def test_what_was_viewed_twice_comes_once() -> None:
    assert ids(ask("recently_viewed", page(viewed=(5, 3, 5)))) == [[5, 3]]


def test_it_is_always_ready_and_asks_nothing() -> None:
    assert readiness("recently_viewed").level == "ready"
    assert queries("recently_viewed", page(viewed=(5, 3)), *[{}] * MANY) == 0
