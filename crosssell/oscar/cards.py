"""Cards: Oscar's products hydrated in bulk, with prices, choices and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q
from oscar.core.loading import get_model

from crosssell.oscar.thumbnails import Picture, pictures


@dataclass(frozen=True)
class Choice:
    """A child of a parent that can be bought now; price as on the card."""

    id: int
    title: str
    price: Decimal | None


@dataclass(frozen=True)
class Card:
    """All that a template needs to show a product, with no query left to make.

    ``price`` is what the shopper sees (with tax where it is known), in ``currency``; a parent's
    is its cheapest choice's, and ``price_from`` says that others cost more. ``available`` is what
    Oscar's strategy says. Width and height are the picture's pixels, None where unknown.
    ``product`` is Oscar's instance, prefetched.
    """

    id: int
    title: str
    url: str
    image_url: str
    image_width: int | None
    image_height: int | None
    image_alt: str
    price: Decimal | None
    price_from: bool
    currency: str
    available: bool
    product: Any
    choices: tuple[Choice, ...] = ()

    @cached_property
    def add_id(self) -> int | None:
        """What one click puts in the basket: the product, or the only variant that is sold.

        None where the shopper must choose first, or cannot buy it.
        """
        if not self.available or self.price is None or len(self.choices) > 1:
            return None
        if self.product is not None and self.product.has_options:
            return None
        return self.choices[0].id if self.choices else self.id


@dataclass(frozen=True)
class Stocked:
    """An Oscar product, prefetched, with what Oscar's strategy says of it."""

    product: Any
    available: bool
    price: Decimal | None
    currency: str = ""
    price_from: bool = False
    choices: tuple[Choice, ...] = ()


def cards(ids: Iterable[int], request: Any, strategy: Any) -> dict[int, Card]:
    """Cards by id, in 4 queries however many. Unknown ids are left out.

    Products, children, parents and their classes come in one query, stock in one, pictures in
    one, thumbnails in one. A thumbnail that does not exist yet is made, which costs its own.
    """
    return drawn(stocked(ids, strategy).values())


def stocked(ids: Iterable[int], strategy: Any) -> dict[int, Stocked]:
    """Products by id with price and availability, in 3 queries. Unknown ids are left out."""
    return {
        product.pk: (_parent if product.is_parent else _single)(product, strategy)
        for product in hydrated(ids)
    }


def drawn(chosen: Iterable[Stocked]) -> dict[int, Card]:
    """Cards of stocked products, with their pictures, in one query."""
    chosen = list(chosen)
    images = [one.product.primary_image() for one in chosen]
    shown = pictures([_original(image) for image in images])
    return {
        one.product.pk: _card(one, image, picture)
        for one, image, picture in zip(chosen, images, shown, strict=True)
    }


def hydrated(ids: Iterable[int]) -> list[Any]:
    """Oscar's products in the order of the ids, complete for a card, in 3 queries."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    by_id = {product.pk: product for product in _rows(wanted)}
    _tie(by_id, set(wanted))
    _attach("stockrecords", by_id, get_model("partner", "StockRecord"))
    found = {pk: by_id[pk] for pk in wanted if pk in by_id}
    parents = {one.parent_id: one.parent for one in found.values() if one.parent_id is not None}
    _attach("images", {**parents, **found}, get_model("catalogue", "ProductImage"))
    return list(found.values())


def _attach(name: str, by_id: Mapping[int, Any], model: Any) -> None:
    """Prefetch what lies under that name, in one query.

    Django's own prefetching builds a filter for each product; this costs a third of it.
    """
    rows = model.objects.filter(product_id__in=list(by_id))
    lists: dict[int, list[Any]] = {pk: [] for pk in by_id}
    for row in rows:
        row.product = by_id[row.product_id]
        lists[row.product_id].append(row)
    for pk, product in by_id.items():
        known = product.__dict__.setdefault("_prefetched_objects_cache", {})
        known[name] = rows._chain()
        known[name]._result_cache = lists[pk]
        known[name]._prefetch_done = True


def _rows(wanted: list[int]) -> Any:
    """The products, the public children of parents and the parents of children, in one query."""
    complete, parents = _parts()
    return complete.filter(
        Q(pk__in=wanted)
        | Q(parent_id__in=wanted, is_public=True)
        | Q(pk__in=parents.filter(pk__in=wanted))
    )


@lru_cache(maxsize=1)
def _parts() -> tuple[Any, Any]:
    """Two unfinished queries, kept because making them takes as long as asking them."""
    Product, Option = get_model("catalogue", "Product"), get_model("catalogue", "Option")
    complete = (
        Product.objects.select_related("product_class")
        # Oscar's Product.has_options reads these two instead of asking for each product.
        .annotate(
            has_product_class_options=Exists(
                Option.objects.filter(productclass=OuterRef("product_class"))
            ),
            has_product_options=Exists(Option.objects.filter(product=OuterRef("pk"))),
        )
        .order_by("pk")
    )
    return complete, Product.objects.filter(parent__isnull=False).values("parent_id").order_by()


def _tie(by_id: Mapping[int, Any], wanted: Set[int]) -> None:
    """Give each child its parent's instance, and each wanted parent its public children."""
    for product in by_id.values():
        if product.is_parent and product.pk in wanted:
            product._prefetched_public_children = []
    for product in by_id.values():
        parent = by_id.get(product.parent_id)
        if parent is not None:
            product.parent = parent
            if product.is_public and parent.pk in wanted and parent.is_parent:
                parent._prefetched_public_children.append(product)


def _original(image: Any) -> Any:
    # Oscar answers a dict where a product has no picture, else a ProductImage.
    return image["original"] if isinstance(image, dict) else image.original


def _card(one: Stocked, image: Any, picture: Picture) -> Card:
    title = one.product.get_title()
    caption = "" if isinstance(image, dict) else image.caption
    return Card(
        id=one.product.pk,
        title=title,
        url=one.product.get_absolute_url(),
        image_url=picture.url,
        image_width=picture.width,
        image_height=picture.height,
        image_alt=caption or title,
        price=one.price,
        price_from=one.price_from,
        currency=one.currency,
        available=one.available,
        product=one.product,
        choices=one.choices,
    )


def _single(product: Any, strategy: Any) -> Stocked:
    info = strategy.fetch_for_product(product)
    if not info.price.exists:
        return Stocked(product, False, None)
    price = info.price.incl_tax if info.price.is_tax_known else info.price.excl_tax
    return Stocked(product, bool(info.availability.is_available_to_buy), price, info.price.currency)


def _parent(product: Any, strategy: Any) -> Stocked:
    children = [_single(child, strategy) for child in product.get_public_children()]
    sold = [child for child in children if child.available and child.price is not None]
    if not sold:
        return Stocked(product, False, None)
    cheapest = min(sold, key=lambda child: child.price or Decimal(0))
    return Stocked(
        product,
        True,
        cheapest.price,
        cheapest.currency,
        any(child.price != cheapest.price for child in sold),
        tuple(Choice(one.product.pk, one.product.get_title(), one.price) for one in sold),
    )
