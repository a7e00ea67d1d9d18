"""The facts about what is in the basket and in the order of a page, each loaded once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from crosssell.core.data import Basket, Line
from crosssell.oscar import snapshot
from crosssell.oscar.attributes import attributes_of
from crosssell.oscar.categories import Categories, categories_of

OF_BASKET = frozenset(
    {"basket", "basket.lines", "basket.categories", "basket.attributes", "basket.vouchers"}
)


class LineFacts:
    """The facts about an Oscar basket and an Oscar order, either of which may be None.

    ``strategy`` makes Oscar's selling strategy, for a basket that has none yet.
    """

    def __init__(self, basket: Any, order: Any, strategy: Callable[[], Any]) -> None:
        self._basket, self._order, self._strategy = basket, order, strategy
        self._known: dict[str, Any] = {}
        self._categories: dict[int, Categories] = {}
        self._attributes: dict[int, Mapping[str, str]] = {}

    def basket(self, needs: frozenset[str]) -> Basket | None:
        """The basket with what is needed of it; None where nothing of it is."""
        if self._basket is None or needs.isdisjoint(OF_BASKET):
            return None
        priced = "basket" in needs
        found: Basket = self._once(
            "basket" if priced else "basket.lines", lambda: self._read(priced)
        )
        if "basket.vouchers" in needs:
            codes = self._once("basket.vouchers", lambda: snapshot.vouchers_of(self._basket))
            found = replace(found, vouchers=codes)
        return replace(found, lines=self._described(found.lines, needs))

    def order(self, needs: frozenset[str]) -> tuple[Line, ...] | None:
        """The order's lines, where they are needed."""
        if self._order is None or "order" not in needs:
            return None
        return self._described(self._order_lines(), needs)

    def _once(self, name: str, load: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = load()
        return self._known[name]

    def _read(self, priced: bool) -> Basket:
        if not self._basket.has_strategy:
            self._basket.strategy = self._strategy()
        return snapshot.basket_of(self._basket, with_total=priced)

    def _order_lines(self) -> tuple[Line, ...]:
        found: tuple[Line, ...] = self._once("order", lambda: snapshot.lines_of(self._order))
        return found

    def _described(self, lines: tuple[Line, ...], needs: frozenset[str]) -> tuple[Line, ...]:
        if "basket.categories" in needs:
            known = self._categories
            families = {line.family for line in self._every_line(needs)} - known.keys()
            known.update(categories_of(families))
            none = Categories()
            lines = tuple(
                replace(line, category_ids=known.get(line.family, none).all) for line in lines
            )
        if "basket.attributes" in needs:
            texts = self._attributes
            unknown = [one for one in self._every_line(needs) if one.product_id not in texts]
            texts.update(attributes_of((line.product_id, line.family) for line in unknown))
            lines = tuple(
                replace(line, attributes=texts.get(line.product_id, {})) for line in lines
            )
        return lines

    def _every_line(self, needs: frozenset[str]) -> list[Line]:
        """The lines of the basket and of an order that is needed: one query answers for both."""
        found = [line for one in ("basket", "basket.lines") for line in self._lines_known(one)]
        needed = self._order is not None and "order" in needs
        return [*found, *self._order_lines()] if needed else found

    def _lines_known(self, fact: str) -> tuple[Line, ...]:
        known: Basket | None = self._known.get(fact)
        return known.lines if known is not None else ()
