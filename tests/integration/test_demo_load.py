"""A cleaned source becomes a shop: products, prices, customers and orders, right to the cent."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.run.logins import SHOPPER
from tests import orderlog

Category = get_model("catalogue", "Category")
Line = get_model("order", "Line")
LinePrice = get_model("order", "LinePrice")
Order = get_model("order", "Order")
OrderDiscount = get_model("order", "OrderDiscount")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductImage = get_model("catalogue", "ProductImage")
StockRecord = get_model("partner", "StockRecord")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path, search_index: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return orderlog.write(tmp_path, orderlog.faulty())


def _load(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("load_demo", file=file, columns=orderlog.COLUMNS, stdout=out, **options)
    return out.getvalue()


def _counts() -> list[int]:
    models = (Product, StockRecord, Category, Order, Line, LinePrice, get_user_model())
    return [model.objects.count() for model in models]


def test_a_log_becomes_a_shop(file: Path) -> None:
    said = _load(file, currency="GBP")
    assert "6 lines: postage, vouchers, charges: not products" in said
    assert "Added 26 products and 5 orders." in said
    assert _counts()[3:6] == [5, 29, 29]
    assert get_model("address", "Country").objects.get().is_shipping_country
    heart = Product.objects.get(title="Hanging heart t-light holder")
    assert heart.is_parent
    assert sorted(heart.children.values_list("upc", flat=True)) == ["gifts-85123A", "gifts-85123B"]
    record = StockRecord.objects.get(partner_sku="85123B")
    assert (record.price, record.price_currency) == (Decimal("2.95"), "GBP")
    assert record.num_in_stock >= 400
    assert Category.find_problems() == ([], [], [], [], [])
    assert not Product.objects.exclude(structure="child").filter(categories=None).exists()
    assert not Product.objects.exclude(structure="child").filter(images=None).exists()
    assert not ProductImage.objects.filter(product__structure="child").exists()


def test_orders_are_right_to_the_cent(file: Path) -> None:
    _load(file)
    order = Order.objects.get(number="GIFTS-536366")
    assert order.total_incl_tax == order.total_excl_tax == Decimal("28.35")
    for order in Order.objects.prefetch_related("lines__prices"):
        lines = list(order.lines.all())
        assert order.total_incl_tax == sum(line.line_price_incl_tax for line in lines)
        for line in lines:
            assert line.unit_price_incl_tax * line.quantity == (
                line.line_price_before_discounts_incl_tax
            )
            prices = line.prices.all()
            assert sum(price.quantity for price in prices) == line.quantity
            assert line.line_price_incl_tax == sum(
                price.price_incl_tax * price.quantity for price in prices
            )
    assert not OrderDiscount.objects.exists()


def test_dates_move_so_that_the_last_order_was_yesterday(file: Path) -> None:
    _load(file)
    placed = Order.objects.order_by("date_placed").values_list("number", "date_placed")
    days = {number: timezone.localtime(when).date() for number, when in placed}
    yesterday = timezone.localdate() - timedelta(days=1)
    assert days["GIFTS-536400"] == yesterday
    assert days["GIFTS-536365"] == yesterday - timedelta(days=8)
    assert Order.objects.get(number="GIFTS-536365").status == "Complete"
    assert Order.objects.get(number="GIFTS-536400").status == "Being processed"
    newest = Product.objects.get(upc="gifts-20000")
    assert timezone.localtime(newest.date_created).date() == yesterday


def test_customers_own_their_orders_and_guests_have_an_address(file: Path) -> None:
    _load(file)
    guest = Order.objects.get(number="GIFTS-536367")
    assert (guest.user, guest.guest_email) == (None, "guest-gifts-536367@example.com")
    users = {order.user.email for order in Order.objects.filter(user__isnull=False)}
    assert SHOPPER.email in users
    assert len(users) == 3
    for user in get_user_model().objects.exclude(email=SHOPPER.email):
        assert not user.has_usable_password()
        assert user.email.startswith("gifts-customer-")


def test_the_demo_shopper_signs_in_and_sees_the_orders(file: Path) -> None:
    _load(file)
    client = Client()
    assert client.login(email=SHOPPER.email, password=SHOPPER.password)
    order = Order.objects.filter(user__email=SHOPPER.email).first()
    page = client.get(f"/accounts/orders/{order.number}/")
    assert page.status_code == 200


def test_loading_again_changes_nothing(file: Path) -> None:
    _load(file)
    before = _counts()
    said = _load(file)
    assert "Added 0 products and 0 orders." in said
    assert _counts() == before


def test_a_second_load_adds_orders_to_the_same_calendar(file: Path) -> None:
    _load(file, orders="1")
    first = dict(Order.objects.values_list("number", "date_placed"))
    assert 1 <= len(first) < 5
    Order.objects.update(date_placed=timezone.now() - timedelta(days=400))
    moved = dict(Order.objects.values_list("number", "date_placed"))
    _load(file, orders="all")
    assert Order.objects.count() == 5
    after = dict(Order.objects.values_list("number", "date_placed"))
    assert {number: after[number] for number in moved} == moved
    assert max(after.values()) < timezone.now() - timedelta(days=380)


def test_another_source_is_refused_and_nothing_changes(file: Path, tmp_path: Path) -> None:
    _load(file)
    before = _counts()
    other = orderlog.write(tmp_path, orderlog.faulty(), "other.csv")
    with pytest.raises(CommandError, match="another demo source .Gifts, demo-gifts. is loaded"):
        _load(other)
    assert _counts() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"orders": "0"}, "--orders must be 'all' or a whole number from 1 up, not '0'"),
        ({"orders": "many"}, "not 'many'"),
        ({"products": 0}, "--products must be 1 or more"),
        ({"currency": "pounds"}, "three capital letters"),
    ],
)
def test_wrong_options_are_refused(file: Path, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        _load(file, **options)
    assert _counts() == [0] * 7


def test_columns_belong_to_a_file() -> None:
    with pytest.raises(CommandError, match="add --from FILE"):
        call_command("load_demo", columns="order=a")


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    frame = orderlog.faulty().head(2)
    frame.loc[0, "Description"] = "<script>alert(1)</script>\x00" + "x" * 1_000_000
    frame["InvoiceNo"] = ["#10/01 ü", "#10/02 ü"]
    frame.loc[1, "StockCode"] = "A 7/é" * 12
    frame["CustomerID"] = ["Ann O'Hara <a@b.example>", ""]
    _load(orderlog.write(tmp_path, frame))
    assert len(Product.objects.get(upc__startswith="gifts-A 7").upc) == 64
    hostile = Product.objects.get(upc="gifts-85123A")
    assert len(hostile.title) == 255
    assert "<script>" not in hostile.description
    page = Client().get(hostile.get_absolute_url())
    assert page.status_code == 200
    assert b"<script>alert(1)" not in page.content
    for number in Order.objects.values_list("number", flat=True):
        assert number.replace("-", "").isalnum()
    assert get_user_model().objects.get().email == SHOPPER.email


def test_stock_and_partner_are_marked_as_demo(file: Path) -> None:
    _load(file, products=3)
    assert Partner.objects.get().code == "demo-gifts"
    assert StockRecord.objects.count() == 3
