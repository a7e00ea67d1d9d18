"""What is known about page, basket, customer and product: each fact loaded at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from secrets import randbits
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone

from crosssell import fatigue, visitors
from crosssell.core.data import Customer, Page, Product, Visit
from crosssell.models import rates, reading
from crosssell.oscar import catalogue, customers, snapshot
from crosssell.oscar.categories import around_products
from crosssell.oscar.line_facts import LineFacts
from crosssell.oscar.product_facts import ProductFacts
from crosssell.oscar.visit import country_of, visit_of

LEARNED = ("popularity", "season", "conversion")
OF_PRODUCT, OF_CANDIDATES = "product.", "candidate."
# By fact: the field of Customer that it fills, and what loads it for a user at a moment.
OF_CUSTOMER: Mapping[str, tuple[str, Callable[[Any, datetime], Any]]] = {
    "customer.groups": ("group_ids", lambda user, at: customers.groups_of(user)),
    "customer.bought": ("bought", customers.bought_by),
    "customer.bought_categories": ("bought_category_ids", customers.bought_categories_of),
    "customer.purchases": ("purchases", customers.purchases_of),
}


class PageFacts(Protocol):
    """What a decision asks of the facts of a page, now or in the past."""

    now: datetime

    @property
    def strategy(self) -> Any:
        """Oscar's selling strategy."""

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        """See ``Facts.page``."""

    def enriched(
        self, products: Mapping[int, Product], needs: Iterable[str], run_id: int | None
    ) -> dict[int, Product]:
        """See ``Facts.enriched``."""


class Facts:
    """The facts of one request (or mail). Make it with ``Facts.of``.

    ``basket`` is Oscar's own, None where nobody knows one.
    """

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
        self._user = user
        if basket is None:
            basket = getattr(request, "basket", None)
        self.basket = basket
        self._of_lines = LineFacts(basket, order, lambda: self.strategy)
        self._listed = [] if product is None else [product]
        self._known: dict[str, Any] = {}
        learned = {name: partial(_learned, name) for name in LEARNED}
        self._products = ProductFacts(now, learned)

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

    def of_list(self, products: Iterable[Any]) -> list[Facts]:
        """Facts about each of Oscar's products in a list; these here are about no product.

        What is known of the visitor is shared, and what one product needs is loaded for all.
        """
        listed = list(products)
        found = [copy(self) for _ in listed]
        for one, product in zip(found, listed, strict=True):
            one._product, one._listed = product, listed
            # Each shows the same placement once.
            one.__dict__.pop("rendering", None)
        return found

    @cached_property
    def strategy(self) -> Any:
        """Oscar's selling strategy for this visitor."""
        return snapshot.strategy_of(self.request, self._visitor)

    @cached_property
    def counted(self) -> bool:
        """Whether a person looks whose visit may be counted (``visitors.counts``)."""
        return visitors.counts(self.request)

    @cached_property
    def opted_out(self) -> bool:
        """Whether the visitor wants nothing personal (``visitors.opted_out``)."""
        return visitors.opted_out(self.request)

    @cached_property
    def rendering(self) -> int:
        """A random number for the page that shows something; it says nothing of the visitor."""
        return randbits(63)

    @property
    def user(self) -> Any:
        """Who looks, as Django knows him; None where nobody knows."""
        return self._visitor

    @property
    def listed(self) -> list[Any]:
        """Oscar's products whose facts are loaded together: the list's, or the page's own."""
        return self._listed

    @property
    def order(self) -> Any:
        """Oscar's order that the page is about, or None."""
        return self._order

    def once(self, name: str, load: Callable[[], Any]) -> Any:
        """What ``load`` answers, asked once a page: for widgets that share what they read."""
        return self._once(f"widget {name}", load)

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
        """The page as decisions see it, with the facts of ``registry.FACTS`` that are needed.

        Each is loaded once: one query, none where Oscar has read it already.
        """
        needs = frozenset(needs)
        product = self._page_product(needs)
        viewed = self._viewed(needs)
        order = self._order if "order" in needs else None
        return Page(
            slot=slot,
            now=self.now,
            product=product,
            category_id=self._category.pk if self._category is not None else None,
            category_ids=self._category_ids(needs, product),
            basket=self._of_lines.basket(needs),
            customer=self._customer(needs),
            viewed=viewed if "viewed" in needs else None,
            viewed_category_ids=self._viewed_categories(viewed, needs),
            order=self._of_lines.order(needs),
            order_total=order.total_incl_tax if order is not None else None,
            order_currency=order.currency if order is not None else "",
            visit=self._visit(needs),
            currency=settings.OSCAR_DEFAULT_CURRENCY,
        )

    def enriched(
        self, products: Mapping[int, Product], needs: Iterable[str], run_id: int | None
    ) -> dict[int, Product]:
        """The candidates with every "candidate.X" that is needed, of all of them at once.

        One query a fact; "candidate.stock" costs none (``catalogue.products`` knows it),
        "candidate.margin" none, "candidate.offers" and "candidate.ranges" together one.
        "candidate.weight" is not loaded here: the placement map has it.
        """
        facts = {
            need.removeprefix(OF_CANDIDATES) for need in needs if need.startswith(OF_CANDIDATES)
        }
        return self._products.filled(products, facts, run_id)

    def _once(self, name: str, load: Callable[[], Any]) -> Any:
        if name not in self._known:
            self._known[name] = load()
        return self._known[name]

    @property
    def _visitor(self) -> Any:
        return self._user if self._user is not None else getattr(self.request, "user", None)

    def _page_product(self, needs: frozenset[str]) -> Product | None:
        if self._product is None:
            return None
        known: dict[int, Product] = self._once(
            "identity", lambda: snapshot.products_of(self._listed)
        )
        if not needs.isdisjoint({"product", "product.stock"}):
            known = known | self._once("product", lambda: catalogue.products(known))
        facts = {need.removeprefix(OF_PRODUCT) for need in needs if need.startswith(OF_PRODUCT)}
        name = " ".join(sorted({"filled", *needs & {"product", "product.stock"}, *facts}))
        filled: dict[int, Product] = self._once(
            name, lambda: self._products.filled(known, facts, None)
        )
        return filled[self._product.pk]

    def _category_ids(
        self, needs: frozenset[str], product: Product | None
    ) -> frozenset[int] | None:
        if self._category is not None and "category" in needs:
            found: frozenset[int] = self._once(
                "category", lambda: snapshot.categories_around(self._category)
            )
            return found
        if product is not None and "product.categories" in needs:
            return product.all_category_ids
        return None

    def _customer(self, needs: frozenset[str]) -> Customer | None:
        user = self._visitor
        if user is None or not any(need.split(".")[0] == "customer" for need in needs):
            return None
        if not user.is_authenticated:
            return Customer()
        known = {
            field: self._once(fact, partial(load, user, self.now))
            for fact, (field, load) in OF_CUSTOMER.items()
            if fact in needs
        }
        return Customer(user.pk, **known)

    def _viewed(self, needs: frozenset[str]) -> tuple[int, ...] | None:
        if self.request is None or needs.isdisjoint({"viewed", "viewed.categories"}):
            return None
        found: tuple[int, ...] = self._once("viewed", lambda: snapshot.viewed_in(self.request))
        return found

    def _viewed_categories(
        self, viewed: tuple[int, ...] | None, needs: frozenset[str]
    ) -> frozenset[int] | None:
        if viewed is None or "viewed.categories" not in needs:
            return None
        found: frozenset[int] = self._once("viewed.categories", lambda: around_products(viewed))
        return found

    def _visit(self, needs: frozenset[str]) -> Visit | None:
        if needs.isdisjoint({"visit", "visit.country", "visit.seen"}):
            return None
        user = self._visitor
        found: Visit = self._once("visit", lambda: visit_of(self.request, user, self.now))
        if "visit.country" in needs:
            country = self._once(
                "visit.country", lambda: country_of(self.request, user, self._order)
            )
            found = replace(found, country=country)
        if "visit.seen" in needs:
            found = replace(found, seen=fatigue.seen_by(self.request))
        return found


def _learned(fact: str, run_id: int | None, families: Collection[int]) -> Mapping[int, float]:
    if fact == "conversion":
        return rates.conversion(families)
    found: Mapping[int, float] = getattr(reading, fact)(run_id, families)
    return found
