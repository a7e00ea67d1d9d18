"""Cards: Oscar's products hydrated in bulk, with prices, choices and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q
from oscar.core.loading import get_model

from crosssell.oscar.addresses import Addresses
from crosssell.oscar.prepared import Prepared
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
    addresses: Addresses = field(default_factory=Addresses, repr=False, compare=False)

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

    @property
    def add_url(self) -> str:
        """Where Oscar adds ``add_id`` to the basket; "" where that is None."""
        return "" if self.add_id is None else self.addresses.adds(self.add_id)


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
    addresses = Addresses()
    return {
        one.product.pk: _card(one, image, picture, addresses)
        for one, image, picture in zip(chosen, images, shown, strict=True)
    }


def hydrated(ids: Iterable[int]) -> list[Any]:
    """Oscar's products in the order of the ids, complete for a card, in 3 queries."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    by_id = {product.pk: product for product in _rows().rows(wanted)}
    _tie(by_id, set(wanted))
    _attach("stockrecords", by_id, "partner.StockRecord")
    found = {pk: by_id[pk] for pk in wanted if pk in by_id}
    parents = {one.parent_id: one.parent for one in found.values() if one.parent_id is not None}
    _attach("images", {**parents, **found}, "catalogue.ProductImage")
    return list(found.values())


def _attach(name: str, by_id: Mapping[int, Any], model: str) -> None:
    """Prefetch what lies under that name, in one query.

    Django's own prefetching makes a filter for each product; here it is made where somebody asks
    a product's rows for something else (``product.stockrecords.filter(...)``).
    """
    read, every = _under(model)
    lists: dict[int, list[Any]] = {pk: [] for pk in by_id}
    for row in read.rows(by_id):
        row._state.fields_cache["product"] = by_id[row.product_id]
        lists[row.product_id].append(row)
    for pk, product in by_id.items():
        held = every._chain()
        held._deferred_filter = False, (), {"product": product}
        held._result_cache, held._prefetch_done = lists[pk], True
        product.__dict__.setdefault("_prefetched_objects_cache", {})[name] = held


@lru_cache(maxsize=2)
def _under(model: str) -> tuple[Prepared, Any]:
    rows = get_model(*model.split(".")).objects
    return Prepared(lambda ids: rows.filter(product_id__in=ids)), rows.all()


@lru_cache(maxsize=1)
def _rows() -> Prepared:
    """The products, the public children of parents and the parents of children, in one query."""
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
    parents = Product.objects.filter(parent__isnull=False).values("parent_id").order_by()
    return Prepared(
        lambda ids: complete.filter(
            Q(pk__in=ids)
            | Q(parent_id__in=ids, is_public=True)
            | Q(pk__in=parents.filter(pk__in=ids))
        )
    )


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


def _card(one: Stocked, image: Any, picture: Picture, addresses: Addresses) -> Card:
    title = one.product.get_title()
    caption = "" if isinstance(image, dict) else image.caption
    return Card(
        id=one.product.pk,
        title=title,
        url=addresses.of(one.product),
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
        addresses=addresses,
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
