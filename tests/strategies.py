"""Asks a strategy as the engine does, for tests of strategies."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Line, Page, Readiness, Source
from tests import shopdata

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = 20


def ask(
    strategy: str,
    page: Page,
    *asks: dict[str, Any],
    run: Any = None,
    limit: int = 50,
    as_of: datetime = NOW,
    detail: bool = False,
) -> list[list[Candidate]]:
    """One list of candidates for each args given as JSON (for none: for the defaults)."""
    plugin = registry.get("strategies", strategy)
    wanted = [parse(plugin.args, args) for args in asks or ({},)]
    source = Source(run and run.pk, as_of, limit, detail)
    found: list[list[Candidate]] = plugin.run(page, wanted, source)
    assert len(found) == len(wanted)
    return found


def ids(lists: Iterable[Iterable[Candidate]]) -> list[list[int]]:
    return [[one.product_id for one in some] for some in lists]


def scores(found: Iterable[Candidate]) -> dict[int, float]:
    return {one.product_id: one.score for one in found}


def queries(strategy: str, page: Page, *asks: dict[str, Any], **more: Any) -> int:
    """How many queries the strategy makes for these asks."""
    with CaptureQueriesContext(connection) as captured:
        ask(strategy, page, *asks, **more)
    return len(captured)


def readiness(strategy: str, run: Any = None, as_of: datetime = NOW) -> Readiness:
    plugin = registry.get("strategies", strategy)
    assert plugin.readiness is not None
    found: Readiness = plugin.readiness(Source(run and run.pk, as_of, 50))
    return found


def page(**facts: Any) -> Page:
    return Page("slot", NOW, **facts)


def lines(*families: int, categories: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    """A line for each, of a child of the family."""
    return tuple(Line(family + 1, family, 1, categories) for family in families)


def created(product: Any, days_ago: float, until: datetime = NOW) -> None:
    """Make the product that old."""
    stamp = until - timedelta(days=days_ago)
    shopdata.Product.objects.filter(pk=product.pk).update(date_created=stamp)
