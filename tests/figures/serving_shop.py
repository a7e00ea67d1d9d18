"""Fills a bare Oscar shop with products, pictures, statistics and placements, in bulk."""

import io
import random
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from oscar.core.loading import get_model
from PIL import Image

from crosssell import slots
from crosssell.models import Placement, Rule, Run

Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")
ProductRecommendation = get_model("catalogue", "ProductRecommendation")
StockRecord = get_model("partner", "StockRecord")

PARTNERS = 20
INSERT_PAIR = """
INSERT INTO crosssell_pair (run_id, place, product_id, rank, partner_id, score, orders_together,
    product_orders, partner_orders) VALUES (%s, %s, %s, %s, %s, %s, 5, 50, 40)
"""


def add_products(wanted: int) -> list[int]:
    """Fill the shop up to so many products, each in stock; return all their ids."""
    kind, _ = ProductClass.objects.get_or_create(name="Things", requires_shipping=True)
    partner, _ = Partner.objects.get_or_create(code="warehouse", name="Warehouse")
    there = Product.objects.count()
    Product.objects.bulk_create(
        (
            Product(
                title=f"Thing {number}",
                slug=f"thing-{number}",
                upc=f"U{number}",
                product_class=kind,
                structure=Product.STANDALONE,
            )
            for number in range(there, wanted)
        ),
        batch_size=1000,
    )
    ids = list(Product.objects.order_by("pk").values_list("pk", flat=True))
    StockRecord.objects.bulk_create(
        (
            StockRecord(
                product_id=pk,
                partner=partner,
                partner_sku=f"S{pk}",
                price_currency="GBP",
                price="9.99",
                num_in_stock=100,
            )
            for pk in ids[there:]
        ),
        batch_size=1000,
    )
    return ids


def add_pictures(ids: list[int]) -> None:
    """Give each product a picture of its own."""
    data = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(data, "PNG")
    for pk in ids:
        name = default_storage.save(f"things/{pk}.png", ContentFile(data.getvalue()))
        ProductImage.objects.create(product_id=pk, original=name, display_order=0)


def learn(ids: list[int], main: int, partners: list[int]) -> int:
    """Make a live run in which every product has partners, `main` those given; return its id."""
    Run.objects.all().delete()
    now = timezone.now()
    run = Run.objects.create(state="live", started_at=now, finished_at=now, newest_order_at=now)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM crosssell_pair")
        cursor.executemany(INSERT_PAIR, list(_pairs(run.pk, ids, main, partners)))
    return int(run.pk)


def _pairs(run: int, ids: list[int], main: int, partners: list[int]) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(7)
    for pk in ids:
        chosen = partners if pk == main else chance.choices(ids, k=PARTNERS)
        for place in ("page", "basket"):
            for rank, partner in enumerate(chosen, start=1):
                yield run, place, pk, rank, partner, 1.0 / rank


def place(shown: int, elsewhere: int, most: int) -> None:
    """Put so many placements on the product page, and others in slots of other pages."""
    Placement.objects.all().delete()
    Rule.objects.all().delete()
    rule = Rule.objects.create(name="Together", strategy="bought_together")
    here = [slot.name for slot in slots.all_slots() if slot.page == "product"][:shown]
    away = [slot.name for slot in slots.all_slots() if slot.page in ("account", "orders")]
    rows = Placement.objects.bulk_create(
        [Placement(slot=name, title="Goes well", max_items=most) for name in here]
        + [Placement(slot=away[n % len(away)], title=f"{n}") for n in range(elsewhere)]
    )
    link = Placement.rules.through
    link.objects.bulk_create([link(placement=row, rule=rule) for row in rows])


def recommend(main: int, others: list[int]) -> None:
    """Fill Oscar's own list of recommended products."""
    ProductRecommendation.objects.bulk_create(
        ProductRecommendation(primary_id=main, recommendation_id=pk, ranking=0) for pk in others
    )
