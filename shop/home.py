"""The storefront's first page, which Oscar does not have."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Min, Sum
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from oscar.core.loading import get_model

from crosssell.oscar.cards import Card, cards
from crosssell.oscar.thumbnails import pictures

Category = get_model("catalogue", "Category")
Line = get_model("order", "Line")
Order = get_model("order", "Order")
Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductImage = get_model("catalogue", "ProductImage")

BESTSELLING = 8
NEWEST = 4
HERO = 6
# Several bestsellers may share a picture, so the hero chooses from more than it shows.
HERO_FROM = 18
TILES = 12
WINDOW = timedelta(days=28)
CACHED_SECONDS = 600


@dataclass(frozen=True)
class Tile:
    """A category on the home page; `picture` is empty where none of its products has one."""

    name: str
    url: str
    picture: str


def bestselling_ids(limit: int) -> list[int]:
    """Return ids of the products in most demand in the 28 days before the newest order.

    Children count for their parent. Kept for ten minutes: the same for every visitor.
    """
    kept: list[int] | None = cache.get("shop.bestselling")
    if kept is None:
        newest = Order.objects.aggregate(at=Max("date_placed"))["at"]
        kept = [] if newest is None else _bestselling_since(newest - WINDOW)
        cache.set("shop.bestselling", kept, CACHED_SECONDS)
    return kept[:limit]


def _bestselling_since(start: Any) -> list[int]:
    orders = Order.objects.filter(date_placed__gt=start).values("pk")
    sold = (
        # Through the orders' ids: a join makes SQLite read every line of the shop.
        Line.objects.filter(order_id__in=orders, product__is_public=True)
        .values_list("product_id", "product__parent_id")
        .annotate(units=Sum("quantity"))
    )
    units: dict[int, int] = {}
    for product, parent, number in sold:
        units[parent or product] = units.get(parent or product, 0) + number
    best = sorted(units, key=lambda pk: (-units[pk], pk))[: 4 * BESTSELLING]
    public = set(Product.objects.browsable().filter(pk__in=best).values_list("pk", flat=True))
    return [pk for pk in best if pk in public]


def newest_ids(limit: int, without: list[int]) -> list[int]:
    """Return ids of the products that came last, leaving out those already on the page."""
    newest = Product.objects.browsable().exclude(pk__in=without).order_by("-date_created", "-pk")
    return list(newest.values_list("pk", flat=True)[:limit])


def category_tiles(limit: int) -> list[Tile]:
    """Return the first departments, each with its own picture or that of one of its products."""
    departments = list(
        Category.objects.browsable()
        .filter(depth=1, exclude_from_menu=False)
        .order_by("path")[:limit]
    )
    of_products = _pictures_of_departments()
    shown = {one.pk: str(one.image or of_products.get(one.path, "")) for one in departments}
    sources = [source for source in shown.values() if source]
    urls = dict(zip(sources, (one.url for one in pictures(sources)), strict=True))
    return [
        Tile(one.name, one.get_absolute_url(), urls.get(shown[one.pk], "")) for one in departments
    ]


def _pictures_of_departments() -> dict[str, str]:
    """Return for the path of each department the file of the first picture of its products."""
    first = dict(
        ProductCategory.objects.filter(product__is_public=True)
        .annotate(department=Left("category__path", Category.steplen))
        .values_list("department")
        .annotate(image=Min("product__images"))
        .order_by()
    )
    images = ProductImage.objects.in_bulk([pk for pk in first.values() if pk])
    return {path: str(images[pk].original) for path, pk in first.items() if pk in images}


def hero(liked: list[Card]) -> list[Card]:
    """Return the first products whose pictures differ, and which have one."""
    by_picture: dict[str, Card] = {}
    for card in liked:
        if card.image_url:
            by_picture.setdefault(card.image_url, card)
    return list(by_picture.values())[:HERO]


def home(request: HttpRequest) -> HttpResponse:
    """Show departments, what sells most and what is new, with a fixed number of queries."""
    liked = bestselling_ids(HERO_FROM)
    best = liked[:BESTSELLING]
    new = newest_ids(NEWEST, without=best)
    strategy: Any = request.strategy  # type: ignore[attr-defined]  # set by Oscar's middleware
    loaded = cards(liked + new, request, strategy)
    bestselling = [loaded[pk] for pk in best if pk in loaded]
    context = {
        "tiles": category_tiles(TILES),
        "bestselling": bestselling,
        "newest": [loaded[pk] for pk in new if pk in loaded],
        "hero": hero([loaded[pk] for pk in liked if pk in loaded]),
    }
    return render(request, "shop/home.html", context)
