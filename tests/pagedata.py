"""Pages, products and answers for the tests of conditions, filters and boosts."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Page, Product, Verdict

NEW_YORK = ZoneInfo("America/New_York")
# A Monday.
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=NEW_YORK)
EMPTY = Page("any", NOON, currency="USD")


def condition(code: str, page: Page, **args: Any) -> str:
    """ "yes", or the code of the no."""
    return _told(registry.get("conditions", code), page, args=args)


def kept(code: str, page: Page, product: Product, **args: Any) -> str:
    """ "yes", or the code of the reason that keeps the product out."""
    return _told(registry.get("filters", code), page, product, args=args)


def boost(
    code: str,
    product: Product,
    page: Page = EMPTY,
    candidate: Candidate | None = None,
    chosen: tuple[Product, ...] | None = None,
    **args: Any,
) -> float | None:
    """The boost's value."""
    plugin = registry.get("boosts", code)
    candidate = candidate or Candidate(product.id, 1.0)
    beside = () if chosen is None else (chosen,)
    value: float | None = plugin.run(page, candidate, product, parse(plugin.args, args), *beside)
    return value


def _told(plugin: registry.Plugin, *given: Any, args: dict[str, Any]) -> str:
    verdict: Verdict = plugin.run(*given, parse(plugin.args, args))
    assert verdict.ok == (verdict.code == "")
    return verdict.code or "yes"
