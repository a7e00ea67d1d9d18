"""What is known about page, basket, customer and product: each fact loaded at most once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone

from crosssell.core.data import Basket, Customer, Line, Page, Product
from crosssell.oscar import catalogue, snapshot
from crosssell.oscar.categories import Categories, categories_of


class Facts:
    """The facts of one request (or mail). Make it with ``Facts.of``."""

    def __init__(
        self,
        request: Any,
        product: Any,
        category: Any,
        order: Any,
        user: Any,
        basket: Any,
        now: datetime,
    ) -> None:
        self.request = request
        self.now = now
        self._product, self._category, self._order = product, category, order
        self._user, self._basket = user, basket
        self._known: dict[str, Any] = {}

    @classmethod
    def of(
        cls,
        request: Any,
        *,
        product: Any = None,
        category: Any = None,
        order: Any = None,
        user: Any = None,
        basket: Any = None,
        now: datetime | None = None,
    ) -> Facts:
        """Facts about Oscar's instances; nothing is loaded yet.

        ``request`` may be None, as in mail. ``user`` and ``basket`` default to the request's.
        ``now`` (aware) defaults to the present.
        """
        now = timezone.localtime(now, timezone.get_default_timezone())
        return cls(request, product, category, order, user, basket, now)

    @cached_property
    def strategy(self) -> Any:
        """Oscar's selling strategy for this visitor."""
        return snapshot.strategy_of(self.request, self._visitor)

    @property
    def about(self) -> tuple[str, ...]:
        """What the page is known to be about, the most special first."""
        known = {"order": self._order, "product": self._product, "category": self._category}
        return tuple(name for name, one in known.items() if one is not None)

    @property
    def is_parent(self) -> bool | None:
        """Whether the page's product has variants; None without a product."""
        return None if self._product is None else bool(self._product.is_parent)

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        """The page as decisions see it, with the facts of ``registry.FACTS`` that are needed."""
        needs = frozenset(needs)
        with_categories = not needs.isdisjoint({"category", "product.categories"})
        return Page(
            slot=slot,
            now=self.now,
            product=self._page_product(needs),
            category_id=self._category.pk if self._category is not None else None,
            category_ids=self._category_ids(needs) if with_categories else None,
            basket=self._page_basket(needs),
            customer=self._customer(needs),
            viewed=self._viewed() if "viewed" in needs else None,
            order=self._lines(needs),
            currency=settings.OSCAR_DEFAULT_CURRENCY,
        )

    def _once(self, name: str, load: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = load()
        return self._known[name]

    @property
    def _visitor(self) -> Any:
        return self._user if self._user is not None else getattr(self.request, "user", None)

    @property
    def _visitor_basket(self) -> Any:
        return self._basket if self._basket is not None else getattr(self.request, "basket", None)

    def _page_product(self, needs: frozenset[str]) -> Product | None:
        if self._product is None:
            return None
        found: Product = self._once("identity", lambda: snapshot.product_of(self._product))
        if "product" in needs:
            priced = self._once("product", lambda: catalogue.products([found.id]))
            found = priced.get(found.id, found)
        if "product.categories" in needs:
            found = replace(found, category_ids=self._product_categories(found.family).own)
        return found

    def _product_categories(self, family: int) -> Categories:
        found: dict[int, Categories] = self._once(
            "product.categories", lambda: categories_of([family])
        )
        return found[family]

    def _category_ids(self, needs: frozenset[str]) -> frozenset[int] | None:
        if self._category is not None and "category" in needs:
            found: frozenset[int] = self._once(
                "category", lambda: snapshot.categories_around(self._category)
            )
            return found
        if self._product is not None and "product.categories" in needs:
            return self._product_categories(self._product.parent_id or self._product.pk).all
        return None

    def _page_basket(self, needs: frozenset[str]) -> Basket | None:
        priced = "basket" in needs
        if self._visitor_basket is None or not (
            priced or "basket.lines" in needs or "basket.categories" in needs
        ):
            return None
        fact = "basket" if priced else "basket.lines"
        found: Basket = self._once(fact, lambda: self._read_basket(priced))
        if "basket.categories" in needs:
            found = replace(found, lines=self._with_categories(found.lines))
        return found

    def _read_basket(self, priced: bool) -> Basket:
        basket = self._visitor_basket
        if not basket.has_strategy:
            basket.strategy = self.strategy
        return snapshot.basket_of(basket, with_total=priced)

    def _lines(self, needs: frozenset[str]) -> tuple[Line, ...] | None:
        if self._order is None or "order" not in needs:
            return None
        found: tuple[Line, ...] = self._once("order", lambda: snapshot.lines_of(self._order))
        return self._with_categories(found) if "basket.categories" in needs else found

    def _with_categories(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        known: dict[int, Categories] = self._once("basket.categories", self._bought_categories)
        nothing = Categories()
        return tuple(
            replace(line, category_ids=known.get(line.family, nothing).all) for line in lines
        )

    def _bought_categories(self) -> dict[int, Categories]:
        families = set()
        for fact in ("basket", "basket.lines"):
            if fact in self._known:
                families |= self._known[fact].families
        if self._order is not None:
            lines = self._once("order", lambda: snapshot.lines_of(self._order))
            families |= {line.family for line in lines}
        return categories_of(families)

    def _customer(self, needs: frozenset[str]) -> Customer | None:
        if needs.isdisjoint({"customer", "customer.groups", "customer.bought"}):
            return None
        user = self._visitor
        if user is None:
            return None
        if not user.is_authenticated:
            return Customer()
        groups = bought = frozenset[int]()
        if "customer.groups" in needs:
            groups = self._once("customer.groups", lambda: snapshot.groups_of(user))
        if "customer.bought" in needs:
            bought = self._once("customer.bought", lambda: snapshot.bought_by(user))
        return Customer(user.pk, groups, bought)

    def _viewed(self) -> tuple[int, ...] | None:
        if self.request is None:
            return None
        found: tuple[int, ...] = self._once("viewed", lambda: snapshot.viewed_in(self.request))
        return found
