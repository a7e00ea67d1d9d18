"""A small catalogue, customers, baskets and orders for tests, in USD, with as few queries as goes.

Every function saves what it makes and returns it. Prices are given as text ("4.50") or Decimal.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_class, get_model

Basket = get_model("basket", "Basket")
Category = get_model("catalogue", "Category")
Country = get_model("address", "Country")
Line = get_model("order", "Line")
Order = get_model("order", "Order")
Partner = get_model("partner", "Partner")
Product = get_model("catalogue", "Product")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")
StockRecord = get_model("partner", "StockRecord")
Default = get_class("partner.strategy", "Default")

CURRENCY = "USD"
MIDDAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery"
_numbers = count(1)


def make_category(name: str = "Food", parent: Any = None) -> Any:
    """Return a public category, at the root or below `parent`."""
    if parent is None:
        return Category.add_root(name=name)
    return Category.objects.get(pk=parent.pk).add_child(name=name)


def make_product(
    title: str = "Tea",
    price: str | Decimal | None = "4.00",
    stock: int = 100,
    *,
    category: Any = None,
    parent: Any = None,
    currency: str = CURRENCY,
    **fields: Any,
) -> Any:
    """Return a product that can be bought; `price` None leaves it without a stock record.

    With `parent` it is a child. `fields` are columns of Product, e.g. is_public=False.
    """
    if parent is None:
        kind, _ = ProductClass.objects.get_or_create(
            name="Groceries", defaults={"requires_shipping": True, "track_stock": True}
        )
        fields = {"product_class": kind, "structure": Product.STANDALONE, **fields}
    else:
        fields = {"parent": parent, "structure": Product.CHILD, **fields}
    product = Product.objects.create(title=title, upc=f"T{next(_numbers):06}", **fields)
    if price is not None:
        partner, _ = Partner.objects.get_or_create(code="warehouse", defaults={"name": "Warehouse"})
        StockRecord.objects.create(
            product=product,
            partner=partner,
            partner_sku=product.upc,
            price_currency=currency,
            price=Decimal(price),
            num_in_stock=stock,
        )
    if category is not None:
        ProductCategory.objects.create(product=product, category=category)
    return product


def make_parent(
    title: str, children: dict[str, str], *, category: Any = None, stock: int = 100
) -> tuple[Any, list[Any]]:
    """Return a parent and its children, given as {child's title: price}."""
    parent = make_product(title, None, category=category, structure=Product.PARENT)
    made = [make_product(name, price, stock, parent=parent) for name, price in children.items()]
    return parent, made


def make_user(email: str = "ann@example.com", groups: Iterable[str] = (), **fields: Any) -> Any:
    """Return a customer who signs in with PASSWORD, a member of the named groups."""
    user = get_user_model().objects.create_user(
        username=email, email=email, password=PASSWORD, **fields
    )
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return user


def make_basket(*products: Any, owner: Any = None, quantity: int = 1) -> Any:
    """Return an open basket that holds the products, priced for `owner` or a guest."""
    basket = Basket.objects.create(owner=owner)
    basket.strategy = Default()
    for product in products:
        basket.add_product(product, quantity=quantity)
    return basket


def fill_basket(client: Client, *products: Any, quantity: int = 1) -> None:
    """Put the products in the basket of `client`, through the shop's own form."""
    for product in products:
        url = reverse("basket:add", kwargs={"pk": product.pk})
        data = {"quantity": quantity, "child_id": product.pk}
        response = client.post(url, data)
        assert response.status_code == 302, f"{product.title} was not added to the basket."


def make_order(
    *products: Any,
    user: Any = None,
    at: datetime = MIDDAY,
    status: str = "Complete",
    quantity: int = 1,
) -> Any:
    """Return an order of the products as it lies in the tables; sends no signal."""
    prices = [_price(product) for product in products]
    total = sum(prices, Decimal(0)) * quantity
    order = Order.objects.create(
        number=f"{100000 + next(_numbers)}",
        user=user,
        currency=CURRENCY,
        total_incl_tax=total,
        total_excl_tax=total,
        status=status,
        date_placed=at,
    )
    Line.objects.bulk_create(
        Line(
            order=order,
            product=product,
            title=product.get_title(),
            upc=product.upc,
            partner_sku=product.upc or "",
            quantity=quantity,
            num_allocated=0,
            allocation_cancelled=False,
            status=status,
            line_price_incl_tax=price * quantity,
            line_price_excl_tax=price * quantity,
            line_price_before_discounts_incl_tax=price * quantity,
            line_price_before_discounts_excl_tax=price * quantity,
            unit_price_incl_tax=price,
            unit_price_excl_tax=price,
        )
        for product, price in zip(products, prices, strict=True)
    )
    return order


def _price(product: Any) -> Decimal:
    record = product.stockrecords.first()
    return record.price if record else Decimal(0)


def make_country() -> Any:
    """Return the United States, to which the shop delivers."""
    return Country.objects.get_or_create(
        iso_3166_1_a2="US",
        defaults={
            "iso_3166_1_a3": "USA",
            "iso_3166_1_numeric": "840",
            "name": "United States of America",
            "printable_name": "United States",
            "is_shipping_country": True,
        },
    )[0]


def place_order(basket: Any, user: Any = None) -> Any:
    """Turn the basket into an order the way checkout does, signals included; free shipping."""
    method = get_class("shipping.methods", "Free")()
    charge = method.calculate(basket)
    total = get_class("checkout.calculators", "OrderTotalCalculator")().calculate(basket, charge)
    order = get_class("order.utils", "OrderCreator")().place_order(
        basket=basket,
        total=total,
        shipping_method=method,
        shipping_charge=charge,
        user=user,
        order_number=f"{100000 + next(_numbers)}",
        status="Pending",
    )
    basket.submit()
    return order
