"""Writes a cleaned source's products into Oscar in bulk; no product is saved one by one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zlib import crc32

import pandas as pd
from django.conf import settings
from django.db import connection
from django.utils.html import format_html
from django.utils.text import slugify
from oscar.core.loading import get_model

from shop.demo.departments import path_of, plant
from shop.demo.source import ShopData

Partner = get_model("partner", "Partner")
StockRecord = get_model("partner", "StockRecord")
Product = get_model("catalogue", "Product")
ProductAttribute = get_model("catalogue", "ProductAttribute")
ProductAttributeValue = get_model("catalogue", "ProductAttributeValue")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
ProductImage = get_model("catalogue", "ProductImage")

# By sku, or by the sku that names a group.
Products = Mapping[str, Any]

_ATTRIBUTES = {"brand": "Brand", "variety": "Variety", "size": "Size"}
_BATCH = 400
_UPC = 64
# The best known products never run out in the demo: they carry its pages.
_ALWAYS_IN_STOCK = 300


@dataclass(frozen=True)
class Written:
    """What of a source is in the shop: sku -> stock record of what can be bought."""

    partner: Any
    stock: dict[str, Any]
    created: int


def partner_code(key: str) -> str:
    """The partner code that marks what is written from a source."""
    return f"demo-{key}"


def known(data_key: str) -> Written | None:
    """The products that an earlier run wrote from this source, or None."""
    partner = Partner.objects.filter(code=partner_code(data_key)).first()
    if partner is None:
        return None
    records = StockRecord.objects.filter(partner=partner).select_related("product__parent")
    return Written(partner, {record.partner_sku: record for record in records}, created=0)


def write(data: ShopData, pictures: Mapping[str, str], born: Mapping[str, datetime]) -> Written:
    """Creates partner, product class, categories, products, prices, stock and pictures.

    `pictures`: sku -> media name of the picture; `born`: sku -> when it was first sold (aware).
    Parents carry the category, picture and brand; children the size and the price.
    """
    partner = Partner.objects.create(code=partner_code(data.key), name=data.merchant)
    kind, _ = ProductClass.objects.get_or_create(name="Groceries" if data.key == "cj" else "Goods")
    attributes = {
        code: ProductAttribute.objects.get_or_create(
            product_class=kind, code=code, defaults={"name": name, "type": "text"}
        )[0]
        for code, name in _ATTRIBUTES.items()
    }
    frame = data.products
    grouped = frame[frame["group"] != ""]
    heads = grouped.drop_duplicates("group").set_index("group")
    parents = {
        group: _product(data.key, f"{group}-all", row.group_title, row, "parent", kind)
        for group, row in zip(heads.index, heads.itertuples(), strict=True)
    }
    Product.objects.bulk_create(parents.values(), batch_size=_BATCH)
    goods: dict[str, Any] = {}
    for row in frame.itertuples():
        parent = parents.get(row.group)
        structure = "child" if parent else "standalone"
        item = _product(data.key, row.Index, row.title, row, structure, None if parent else kind)
        item.parent = parent
        goods[row.Index] = item
    Product.objects.bulk_create(goods.values(), batch_size=_BATCH)
    _date(parents, goods, born)
    _describe(frame, parents, goods, attributes)
    _place(frame, parents, goods)
    _picture(heads, frame, parents, goods, pictures)
    stock = _stock(frame, goods, partner, data.currency or settings.OSCAR_DEFAULT_CURRENCY)
    return Written(partner, stock, created=len(goods) + len(parents))


def _product(key: str, sku: str, title: str, row: Any, structure: str, kind: Any) -> Any:
    parts = [
        f"{row.brand} brand." if row.brand else "",
        f"Shelf: {row.category or row.department}.",
    ]
    text = " ".join(part for part in parts if part)
    return Product(
        structure=structure,
        upc=_upc(f"{key}-{sku}"),
        title=title[:255],
        slug=slugify(title)[:255] or "product",
        description="" if structure == "child" else format_html("<p>{}. {}</p>", title, text),
        product_class=kind,
        is_public=True,
    )


def _upc(text: str) -> str:
    return text if len(text) <= _UPC else f"{text[: _UPC - 9]}-{crc32(text.encode()):08x}"


def _date(parents: Products, goods: Products, born: Mapping[str, datetime]) -> None:
    """New arrivals are what was first sold last; the ORM would stamp everything with now."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(adapt(born[sku]), item.pk) for sku, item in goods.items() if sku in born]
    rows += [(adapt(born[sku]), item.pk) for sku, item in parents.items() if sku in born]
    table = connection.ops.quote_name(Product._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET date_created = %s WHERE id = %s", rows)  # noqa: S608


def _describe(
    frame: pd.DataFrame, parents: Products, goods: Products, attributes: Mapping[str, Any]
) -> None:
    values = []
    done: set[str] = set()
    for row in frame.itertuples():
        parent = parents.get(row.group)
        shared = parent or goods[row.Index]
        if row.group not in done:
            for code in ("brand", "variety"):
                if text := getattr(row, code):
                    values.append(_value(attributes[code], shared, text))
        if row.group:
            done.add(row.group)
        if row.size:
            values.append(_value(attributes["size"], goods[row.Index], row.size))
    ProductAttributeValue.objects.bulk_create(values, batch_size=_BATCH)


def _value(attribute: Any, product: Any, text: str) -> Any:
    return ProductAttributeValue(attribute=attribute, product=product, value_text=text)


def _place(frame: pd.DataFrame, parents: Products, goods: Products) -> None:
    categories = plant(frame)
    rows: dict[int, Any] = {}
    for row in frame.itertuples():
        path = path_of(row.department, row.category, row.kind)
        product = parents.get(row.group) or goods[row.Index]
        rows.setdefault(product.pk, ProductCategory(product=product, category_id=categories[path]))
    ProductCategory.objects.bulk_create(rows.values(), batch_size=_BATCH)


def _picture(
    heads: pd.DataFrame,
    frame: pd.DataFrame,
    parents: Products,
    goods: Products,
    pictures: Mapping[str, str],
) -> None:
    alone = frame.index[frame["group"] == ""]
    shown = {sku: goods[sku] for sku in alone} | {group: parents[group] for group in heads.index}
    images = [
        ProductImage(product=product, original=pictures[sku], caption=product.title[:200])
        for sku, product in shown.items()
        if sku in pictures
    ]
    ProductImage.objects.bulk_create(images, batch_size=_BATCH)


def _stock(frame: pd.DataFrame, goods: Products, partner: Any, currency: str) -> dict[str, Any]:
    records = {}
    for place, row in enumerate(frame.itertuples()):
        records[row.Index] = StockRecord(
            product=goods[row.Index],
            partner=partner,
            partner_sku=row.Index,
            price_currency=currency,
            price=Decimal(int(row.price)).scaleb(-2),
            num_in_stock=_in_stock(row.Index, place),
            low_stock_threshold=10,
        )
    StockRecord.objects.bulk_create(records.values(), batch_size=_BATCH)
    return records


def _in_stock(sku: str, place: int) -> int:
    """Deep stock for nearly all, the same on every machine; 2 % run out, 3 % run low."""
    dice = crc32(sku.encode())
    if place < _ALWAYS_IN_STOCK or dice % 100 >= 5:
        return 400 + dice % 1_600
    return 0 if dice % 100 < 2 else 1 + dice % 5
