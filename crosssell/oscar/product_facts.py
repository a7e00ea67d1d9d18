"""The facts about products that not every page needs, each loaded once for many products."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q
from oscar.core.loading import get_model

from crosssell.core.data import Product
from crosssell.oscar.attributes import attributes_of
from crosssell.oscar.categories import Categories, categories_of
from crosssell.oscar.margins import margins
from crosssell.oscar.prepared import Prepared
from crosssell.oscar.ranges import Membership, memberships
from crosssell.oscar.site_offers import SiteOffer, held_and_offers, site_offers

_NAMES = tuple(field.name for field in fields(Product))
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_values = attrgetter(*_NAMES)

Learned = Callable[[int | None, Collection[int]], Mapping[int, float]]
Loaded = Mapping[int, Any]


def ratings(products: Iterable[Product]) -> dict[int, tuple[float | None, int]]:
    """Stars (0 to 5) and approved reviews of each product, in one query.

    As Oscar keeps them: a child that nobody reviewed has its parent's.
    """
    known = list(products)
    rows = _ratings().rows({one.id for one in known} | {one.family for one in known})
    rated = {pk: (rating, reviews) for pk, rating, reviews in rows if rating is not None}
    nobody = (None, 0)
    return {one.id: rated.get(one.id) or rated.get(one.family, nobody) for one in known}


@lru_cache(maxsize=1)
def _ratings() -> Prepared:
    approved = get_model("reviews", "ProductReview").APPROVED
    rows = (
        get_model("catalogue", "Product")
        .objects.order_by()
        .annotate(approved=Count("reviews", filter=Q(reviews__status=approved)))
        .values_list("pk", "rating", "approved")
    )
    return Prepared(lambda ids: rows.filter(pk__in=ids))


def _changed(product: Product, changes: Mapping[str, Any]) -> Product:
    """The product with these values, like ``dataclasses.replace``, which takes twice as long."""
    values = list(_values(product))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Product(*values)


class ProductFacts:
    """The facts of one request about its product and its candidates.

    ``learned`` reads what a refresh counted ("popularity", "season"): it gets the run and the
    ids of families, and answers with shares from 0 to 1. What is known of a product is not asked
    again, whatever asks for it.
    """

    def __init__(self, now: datetime, learned: Mapping[str, Learned]) -> None:
        self._now = now
        self._learned = learned
        self._known: dict[tuple[str, int | None], dict[int, Any]] = {}
        self._offers: tuple[SiteOffer, ...] | None = None

    def filled(
        self, products: Mapping[int, Product], facts: Collection[str], run_id: int | None
    ) -> dict[int, Product]:
        """The products with what these facts bring ("categories", "attributes", ...).

        Each costs one query, "margin" none; "offers" and "ranges" together cost one. Names that
        nobody loads here are passed over.
        """
        wanted = sorted(name for name in set(facts) if name in self.names)
        if not products or not wanted:
            return dict(products)
        changes: dict[int, dict[str, Any]] = {pk: {} for pk in products}
        for name in wanted:
            for pk, brought in self._brought(name, products, run_id).items():
                changes[pk].update(brought)
        return {pk: _changed(product, changes[pk]) for pk, product in products.items()}

    @property
    def names(self) -> frozenset[str]:
        """The facts that can be loaded here."""
        return frozenset(_BY_FIELD) | {"offers"} | frozenset(self._learned)

    def _brought(
        self, name: str, products: Mapping[int, Product], run_id: int | None
    ) -> dict[int, dict[str, Any]]:
        if name in self._learned:
            shares = self._once(name, products, self._learned_of(name, run_id), run_id)
            return {pk: {name: shares[pk]} for pk in products}
        if name == "offers":
            held = self._once("ranges", products, self._held)
            if self._offers is None:
                self._offers = site_offers(self._now)
            return {pk: {"on_offer": self._on_offer(products[pk], held[pk])} for pk in products}
        load, told = _BY_FIELD[name]
        loaded = self._once(name, products, load)
        return {pk: told(loaded[pk]) for pk in products}

    def _once(
        self,
        name: str,
        products: Mapping[int, Product],
        load: Callable[[Iterable[Product]], Loaded],
        run_id: int | None = None,
    ) -> Loaded:
        known = self._known.setdefault((name, run_id), {})
        unknown = [product for pk, product in products.items() if pk not in known]
        if unknown:
            known.update(load(unknown))
        return known

    def _learned_of(
        self, name: str, run_id: int | None
    ) -> Callable[[Iterable[Product]], dict[int, float]]:
        def load(products: Iterable[Product]) -> dict[int, float]:
            families = {one.id: one.family for one in products}
            found = self._learned[name](run_id, sorted(set(families.values())))
            return {pk: found.get(family, 0.0) for pk, family in families.items()}

        return load

    def _held(self, products: Iterable[Product]) -> dict[int, Membership]:
        """The ranges of products, for the offers: whichever are not known yet come along."""
        if self._offers is not None:
            return memberships(products)
        found, self._offers = held_and_offers(products, self._now)
        return found

    def _on_offer(self, product: Product, held: Membership) -> bool:
        return any(offer.touches(product, held) for offer in self._offers or ())


def _categories(products: Iterable[Product]) -> dict[int, Categories]:
    families = {one.id: one.family for one in products}
    found = categories_of(set(families.values()))
    return {pk: found[family] for pk, family in families.items()}


def _attributes(products: Iterable[Product]) -> dict[int, Mapping[str, str]]:
    return attributes_of((one.id, one.parent_id) for one in products)


# By fact: what loads it, and which fields of Product it fills.
_BY_FIELD: dict[
    str, tuple[Callable[[Iterable[Product]], Loaded], Callable[[Any], dict[str, Any]]]
] = {
    "categories": (
        _categories,
        lambda found: {"category_ids": found.own, "all_category_ids": found.all},
    ),
    "attributes": (_attributes, lambda found: {"attributes": found}),
    "rating": (ratings, lambda found: {"rating": found[0], "reviews": found[1]}),
    "ranges": (memberships, lambda found: {"range_ids": found.range_ids}),
    "margin": (margins, lambda found: {"margin": found}),
}
