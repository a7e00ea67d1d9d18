"""Facts of a past order, as the shop knew them just before it was placed."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from crosssell.core.conversion import MEAN
from crosssell.core.data import Basket, Customer, Line, Page, Product
from crosssell.facts import Facts
from crosssell.oscar import catalogue
from crosssell.oscar.past_orders import PastOrder

SEED = 7
# What a page of a slot is about when a past order is asked; any other page knows who visits it.
ABOUT = {
    "product": ("product", "reviews", "card", "alerts"),
    "basket": ("basket", "checkout"),
    "order": ("thank_you", "orders", "mail"),
    "category": ("category", "list"),
}
# What conditions need and nobody knows of a past order, on any page.
UNKNOWN = ("visit", "viewed", "basket.vouchers")
TAKEN = "candidate.conversion"
# Pages that are asked with a basket, or on which there is none any more; elsewhere it is unknown.
BASKET_KNOWN = ("basket", "order")
ASKED_OF_CUSTOMERS = "customer"


def about(page: str) -> str:
    """What a slot's page is about: "product", "basket", "order", "category" or "visitor"."""
    return next((name for name, pages in ABOUT.items() if page in pages), "visitor")


def unknown(needs: Iterable[str], kind: str) -> bool:
    """Whether something of this cannot be known of a past order, for a kind of page."""
    names = UNKNOWN if kind in BASKET_KNOWN else (*UNKNOWN, "basket")
    return any(need == name or need.startswith(f"{name}.") for need in needs for name in names)


@dataclass(frozen=True)
class Moment:
    """What was known when a past order was under way, and what would have been a hit.

    ``worth`` is what was paid for each product that may be hit, in the order's currency, without
    tax. A moment of a page about a product asks with one product of the order, of a basket or an
    order with all but one.
    """

    now: datetime
    user: Any
    currency: str
    worth: Mapping[int, Decimal]
    product_id: int | None = None
    lines: tuple[Line, ...] = ()


def moment(order: PastOrder, kind: str) -> Moment:
    """The moment of an order for a kind of page; which product is asked is drawn by its id."""
    drawn = random.Random(f"{SEED}-{order.id}").choice(order.lines)  # noqa: S311 a seeded sample
    rest = tuple(line for line in order.lines if line is not drawn)
    worth = {line.family: line.total or Decimal(0) for line in order.lines}
    base = Moment(
        # Just before: an order must not count as its customer's own past.
        timezone.localtime(order.placed_at - timedelta(microseconds=1)),
        order.user,
        order.currency,
        worth,
    )
    if kind == "product":
        others = {pk: paid for pk, paid in worth.items() if pk != drawn.family}
        return replace(base, product_id=drawn.family, worth=others)
    if kind in ("basket", "order"):
        return replace(base, lines=rest, worth={drawn.family: worth[drawn.family]})
    return replace(base, product_id=drawn.family if kind == "category" else None)


class Past:
    """What all moments of a back-test share: products are read once.

    Whether a product could be bought then is not known; what was sold is taken to be on sale.
    """

    def __init__(self, as_of: datetime, kind: str) -> None:
        self.kind = kind
        self._catalogue = Facts.of(None, now=as_of)
        self._products: dict[int, Product] = {}

    def products(self, ids: Collection[int]) -> dict[int, Product]:
        """The products of these ids; unknown ones are left out."""
        missing = [pk for pk in ids if pk not in self._products]
        for pk, one in catalogue.products(missing).items():
            self._products[pk] = replace(one, public=True, buyable=True)
        return {pk: self._products[pk] for pk in ids if pk in self._products}

    def enriched(
        self, products: Mapping[int, Product], needs: Iterable[str], run_id: int | None
    ) -> dict[int, Product]:
        """As ``Facts.enriched``; each product is asked for each fact once in the back-test.

        What visitors take now was not known then: every product is taken as often as the mean.
        """
        needs = frozenset(needs)
        found = self._catalogue.enriched(products, needs - {TAKEN}, run_id)
        if TAKEN in needs:
            found = {pk: replace(one, conversion=MEAN) for pk, one in found.items()}
        return found

    def known(self, ids: Collection[int], facts: Iterable[str]) -> dict[int, Product]:
        """Products with facts that are "product.X" of a page, or of a basket's lines."""
        return self.enriched(self.products(ids), [f"candidate.{name}" for name in facts], None)


class PastFacts:
    """The facts of one moment, in place of ``Facts``. What nobody knows any more is None:
    the visit, what was viewed, vouchers."""

    def __init__(self, past: Past, moment: Moment) -> None:
        self.past, self.moment, self.now = past, moment, moment.now

    @property
    def strategy(self) -> Any:
        """None: a back-test does not ask what is in stock today."""
        return None

    def page(self, slot: str, needs: Iterable[str]) -> Page:
        """The page as it was, with the facts that are needed and known."""
        needs = frozenset(needs)
        product, categories = self._product(needs)
        lines = self._lines(needs)
        kind = self.past.kind
        total = sum((line.total or Decimal(0) for line in lines), Decimal(0))
        in_order = kind == "order"
        return Page(
            slot=slot,
            now=self.now,
            product=product if kind == "product" else None,
            category_ids=categories if kind in ("product", "category") else None,
            category_id=self._category(product),
            basket=Basket(
                () if in_order else lines,
                Decimal(0) if in_order else total,
                self.moment.currency,
                Decimal(0) if in_order else total,
            ),
            customer=self._customer(slot, needs),
            order=lines if in_order else None,
            order_total=total if in_order else None,
            order_currency=self.moment.currency if in_order else "",
            currency=settings.OSCAR_DEFAULT_CURRENCY,
        )

    def enriched(
        self, products: Mapping[int, Product], needs: Iterable[str], run_id: int | None
    ) -> dict[int, Product]:
        """As ``Facts.enriched``."""
        return self.past.enriched(products, needs, run_id)

    def _product(self, needs: frozenset[str]) -> tuple[Product | None, frozenset[int] | None]:
        pk = self.moment.product_id
        if pk is None:
            return None, None
        facts = {need.removeprefix("product.") for need in needs if need.startswith("product.")}
        if "category" in needs or self.past.kind == "category":
            facts.add("categories")
        product = self.past.known([pk], facts).get(pk)
        if product is None or "categories" not in facts:
            return product, None
        return product, product.all_category_ids

    def _category(self, product: Product | None) -> int | None:
        if self.past.kind != "category" or product is None:
            return None
        return min(product.category_ids, default=None)

    def _lines(self, needs: frozenset[str]) -> tuple[Line, ...]:
        facts = {name for name in ("categories", "attributes") if f"basket.{name}" in needs}
        if not facts or not self.moment.lines:
            return self.moment.lines
        known = self.past.known([line.family for line in self.moment.lines], facts)
        return tuple(
            replace(
                line,
                category_ids=known[line.family].all_category_ids,
                attributes=known[line.family].attributes,
            )
            if line.family in known
            else line
            for line in self.moment.lines
        )

    def _customer(self, slot: str, needs: frozenset[str]) -> Customer | None:
        asked = {need for need in needs if need.startswith(ASKED_OF_CUSTOMERS)}
        if not asked:
            return None
        if self.moment.user is None:
            return Customer()
        then = Facts.of(None, user=self.moment.user, now=self.now)
        return then.page(slot, asked).customer
