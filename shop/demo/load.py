"""Writes one cleaned source into the shop: catalogue, customers, orders, then the search index."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management import call_command
from django.db import transaction
from oscar.core.loading import get_model

from shop.demo import catalogue, customers, orders, pictures
from shop.demo.source import ShopData, SourceError
from shop.run.progress import step

Category = get_model("catalogue", "Category")
Order = get_model("order", "Order")
Partner = get_model("partner", "Partner")


@dataclass(frozen=True)
class Result:
    """What a load added; zero means that it was there already."""

    products: int
    orders: int
    orders_there: int


def enough(key: str, wanted: int | None) -> bool:
    """Whether an earlier run loaded at least so many orders; unknown (False) for all of them."""
    if wanted is None:
        return False
    return Order.objects.filter(number__startswith=orders.number(key)).count() >= wanted


def load(data: ShopData, wanted: int | None) -> Result:
    """Writes what is missing of a source, `wanted` orders at least (None: all).

    One transaction: an error changes nothing. Raises SourceError if another demo source is in the
    shop, since two demo shops in one database would mix their orders.
    """
    _alone(data)
    with transaction.atomic():
        stock = catalogue.known(data.key)
        moved = orders.shift(data)
        if stock is None:
            first = data.lines.groupby("sku")["placed"].min()
            born = orders.local_times(first, moved)
            files = pictures.draw(data.products)
            with step("Products"):
                stock = catalogue.write(data, files, {sku: when for sku, when in born.items()})
            signs = pictures.draw_departments(data.products["department"].unique())
            for name, file in signs.items():
                Category.objects.filter(depth=1, name=name, image="").update(image=file)
        users = customers.write(data)
        chosen = orders.choose(data.lines, wanted)
        added = orders.write(data, chosen, stock, users, moved)
    there = Order.objects.filter(number__startswith=orders.number(data.key)).count()
    if stock.created:
        with transaction.atomic():
            pictures.warm([*signs.values(), *files.values()])
        with step("Search index"):
            call_command("rebuild_index", interactive=False, verbosity=0)
    return Result(stock.created, added, there)


def _alone(data: ShopData) -> None:
    other = Partner.objects.filter(code__startswith="demo-").exclude(
        code=catalogue.partner_code(data.key)
    )
    if found := other.first():
        raise SourceError(
            f"another demo source ({found.name}, {found.code}) is loaded in this database; "
            "use a fresh one: SHOP_VAR=<new folder> or SHOP_DATABASE_URL=<new database>, "
            "then manage.py migrate"
        )


def report(data: ShopData, result: Result) -> Iterator[str]:
    """Text lines for the terminal: what was dropped and why, what was added, what is there."""
    if data.dropped.rows:
        yield "Left out of the source:"
        yield from data.dropped.table()
    yield from data.dropped.notes
    yield f"Added {result.products:,} products and {result.orders:,} orders."
    yield f"The shop holds {result.orders_there:,} orders of {data.title}."
