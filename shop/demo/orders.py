"""Writes a source's baskets as Oscar orders with lines, line prices and discounts, in bulk.

Money is whole cents until it is written and right to the cent: an order's total is the sum of its
line prices, and what a line saves against its full price is an order discount.
"""

from collections.abc import Mapping
from datetime import timedelta

import pandas as pd
from django.conf import settings
from django.contrib.sites.models import Site
from django.db.models import Max
from django.utils import timezone
from oscar.core.loading import get_model
from tqdm import tqdm

from shop.demo import rows
from shop.demo.catalogue import Written
from shop.demo.source import ShopData, by_turn, plain

Line = get_model("order", "Line")
LinePrice = get_model("order", "LinePrice")
Order = get_model("order", "Order")
OrderDiscount = get_model("order", "OrderDiscount")

_BATCH = 500
_OPEN_DAYS = 2


def choose(lines: pd.DataFrame, wanted: int | None) -> pd.DataFrame:
    """The lines of about `wanted` orders (never fewer, if there are so many); None takes all.

    Whole customers are taken, so that each has a history; which ones is the same everywhere.
    """
    if wanted is None:
        return lines
    buyer = lines["customer"].where(lines["customer"] != "", "guest " + lines["order"])
    counts = by_turn(lines["order"].groupby(buyer).nunique())
    before = counts.cumsum() - counts
    return lines[buyer.isin(counts.index[before < wanted])]


def number(key: str, order: str = "") -> str:
    """The order number in the shop of a source's order; without one, how all of them begin."""
    return f"{key.upper()}-{plain(order) if order else ''}"


def numbers(key: str, orders: "pd.Series[str]") -> "pd.Series[str]":
    """The order numbers in the shop of a source's orders."""
    return orders.map({order: number(key, order) for order in orders.unique()})


def shift(data: ShopData) -> timedelta:
    """How far the source's dates move so that its last order was yesterday.

    Orders that are there already fix it: a second run adds orders to the same calendar.
    """
    last = data.lines["placed"].max()
    there = Order.objects.filter(number__startswith=number(data.key)).order_by("-number").first()
    if there is not None:
        known = data.lines.loc[numbers(data.key, data.lines["order"]) == there.number, "placed"]
        if len(known):
            placed = timezone.localtime(there.date_placed)
            return timedelta(days=(placed.date() - known.min().date()).days)
    yesterday = timezone.localdate() - timedelta(days=1)
    return timedelta(days=(yesterday - last.date()).days)


def local_times(placed: "pd.Series[pd.Timestamp]", moved: timedelta) -> "pd.Series[pd.Timestamp]":
    """Naive times of the source, moved, as aware times of the shop's zone."""
    return (placed + moved).dt.tz_localize(
        settings.TIME_ZONE, ambiguous=False, nonexistent="shift_forward"
    )


def write(
    data: ShopData, lines: pd.DataFrame, stock: Written, users: Mapping[str, int], moved: timedelta
) -> int:
    """Writes the orders that are not there yet and returns how many."""
    there = set(
        Order.objects.filter(number__startswith=number(data.key)).values_list("number", flat=True)
    )
    lines = lines[lines["sku"].isin(stock.stock)]
    lines = lines.assign(number=numbers(data.key, lines["order"]))
    lines = lines[~lines["number"].isin(there)]
    if lines.empty:
        return 0
    lines = _to_the_cent(lines)
    keys = _orders(data, lines, users, moved)
    order_ids = lines["number"].map(keys)
    line_ids = _lines(lines, order_ids, stock)
    _prices(lines, order_ids, line_ids)
    _discounts(data, lines, order_ids)
    return len(keys)


def _to_the_cent(lines: pd.DataFrame) -> pd.DataFrame:
    """Adds the unit price: a full line price that its quantity does not divide is rounded up.

    The cents that this adds are part of the discount, so what was paid stays what was paid.
    """
    unit = -(-lines["full"] // lines["quantity"])
    return lines.assign(unit=unit, full=unit * lines["quantity"])


def _orders(
    data: ShopData, lines: pd.DataFrame, users: Mapping[str, int], moved: timedelta
) -> dict[str, int]:
    totals = lines.groupby("number", sort=False).agg(
        order=("order", "first"),
        customer=("customer", "first"),
        paid=("paid", "sum"),
        placed=("placed", "min"),
    )
    totals = totals.sort_values("placed", kind="stable")
    site = Site.objects.filter(pk=settings.SITE_ID).first()
    done, open_ = _statuses()
    fresh = timezone.now() - timedelta(days=_OPEN_DAYS)
    currency = data.currency or settings.OSCAR_DEFAULT_CURRENCY
    paid = _money(totals["paid"])
    placed = local_times(totals["placed"], moved)
    objects = (
        Order(
            number=row.Index,
            site=site,
            user_id=users.get(row.customer),
            guest_email="" if row.customer else f"guest-{row.Index.lower()}@example.com",
            currency=currency,
            total_incl_tax=total,
            total_excl_tax=total,
            shipping_incl_tax=0,
            shipping_excl_tax=0,
            shipping_method="In store",
            shipping_code="in-store",
            status=open_ if when > fresh else done,
            date_placed=when,
        )
        for row, total, when in zip(totals.itertuples(), paid, placed, strict=True)
    )
    last = Order.objects.aggregate(last=Max("pk"))["last"] or 0
    with tqdm(total=len(totals), desc="Orders", unit="order", leave=False, disable=None) as bar:
        for batch in rows.chunks(list(objects), _BATCH):
            Order.objects.bulk_create(batch)
            bar.update(len(batch))
    return dict(Order.objects.filter(pk__gt=last).values_list("number", "pk"))


def _statuses() -> tuple[str, str]:
    """(status of an old order, status of yesterday's) from the shop's own pipeline."""
    pipeline = settings.OSCAR_ORDER_STATUS_PIPELINE
    first = settings.OSCAR_INITIAL_ORDER_STATUS or ""
    done = "Complete" if "Complete" in pipeline else first
    return done, "Being processed" if "Being processed" in pipeline else first


def _lines(lines: pd.DataFrame, order_ids: "pd.Series[int]", stock: Written) -> range:
    first = rows.next_id(Line)
    ids = range(first, first + len(lines))
    titles = {sku: record.product.get_title()[:255] for sku, record in stock.stock.items()}
    upcs = {sku: record.product.upc for sku, record in stock.stock.items()}
    paid, full, unit = _money(lines["paid"]), _money(lines["full"]), _money(lines["unit"])
    skus = lines["sku"]
    same = len(lines)
    status = getattr(settings, "OSCAR_INITIAL_LINE_STATUS", "") or ""
    rows.insert(
        Line,
        {
            "id": ids,
            "order_id": order_ids.tolist(),
            "partner_id": [stock.partner.pk] * same,
            "partner_name": [stock.partner.name] * same,
            "partner_sku": skus.tolist(),
            "partner_line_reference": [""] * same,
            "partner_line_notes": [""] * same,
            "stockrecord_id": skus.map({s: r.pk for s, r in stock.stock.items()}).tolist(),
            "product_id": skus.map({s: r.product_id for s, r in stock.stock.items()}).tolist(),
            "title": skus.map(titles).tolist(),
            "upc": skus.map(upcs).tolist(),
            "quantity": lines["quantity"].tolist(),
            "line_price_incl_tax": paid,
            "line_price_excl_tax": paid,
            "line_price_before_discounts_incl_tax": full,
            "line_price_before_discounts_excl_tax": full,
            "unit_price_incl_tax": unit,
            "unit_price_excl_tax": unit,
            "tax_code": [None] * same,
            "status": [status] * same,
            "num_allocated": [0] * same,
            "allocation_cancelled": [False] * same,
        },
        "Order lines",
    )
    return ids


def _prices(lines: pd.DataFrame, order_ids: "pd.Series[int]", line_ids: range) -> None:
    """What each unit of a line cost: two rows where the units cannot all cost the same cents."""
    each, rest = lines["paid"] // lines["quantity"], lines["paid"] % lines["quantity"]
    ids = pd.Series(line_ids, index=lines.index)
    usual = pd.DataFrame({"units": lines["quantity"] - rest, "price": each, "line": ids})
    dearer = pd.DataFrame({"units": rest, "price": each + 1, "line": ids})[rest > 0]
    both = pd.concat([usual, dearer])
    first = rows.next_id(LinePrice)
    same = len(both)
    price = _money(both["price"])
    rows.insert(
        LinePrice,
        {
            "id": range(first, first + same),
            "order_id": pd.concat([order_ids, order_ids[rest > 0]]).tolist(),
            "line_id": both["line"].tolist(),
            "quantity": both["units"].tolist(),
            "price_incl_tax": price,
            "price_excl_tax": price,
            "shipping_incl_tax": ["0.00"] * same,
            "shipping_excl_tax": ["0.00"] * same,
        },
        "Line prices",
    )


def _discounts(data: ShopData, lines: pd.DataFrame, order_ids: "pd.Series[int]") -> None:
    saved = (lines["full"] - lines["paid"]).groupby(order_ids).sum()
    saved = saved[saved > 0]
    if saved.empty:
        return
    first = rows.next_id(OrderDiscount)
    same = len(saved)
    rows.insert(
        OrderDiscount,
        {
            "id": range(first, first + same),
            "order_id": saved.index.tolist(),
            "category": ["Basket"] * same,
            "offer_name": [data.discount] * same,
            "voucher_code": [""] * same,
            "frequency": [1] * same,
            "amount": _money(saved),
            "message": [""] * same,
        },
        "Discounts",
    )


def _money(cents: "pd.Series[int]") -> list[str]:
    """Whole cents as exact decimal text, as every database takes it."""
    texts = {value: f"{value // 100}.{value % 100:02d}" for value in cents.unique()}
    return cents.map(texts).tolist()
