"""A page, product and candidate of which all is known, and the same with only what is needed.

Every id is 1, so that what is named by 1 is there.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from crosssell.core.data import (
    Basket,
    Candidate,
    Customer,
    Line,
    Page,
    Product,
    Purchases,
    Visit,
)
from tests.pagedata import NOON

ONE = frozenset({1})
TEN = Decimal("10.00")

PRODUCT = Product(
    id=1,
    title="Tea",
    price=TEN,
    currency="USD",
    created=NOON - timedelta(days=10),
    class_id=1,
    category_ids=ONE,
    all_category_ids=ONE,
    attributes={"a": "a"},
    stock=4,
    rating=4.5,
    reviews=8,
    range_ids=ONE,
    on_offer=True,
    margin=Decimal("0.4"),
    popularity=0.6,
    season=0.7,
    weight=20,
)
OTHER = replace(PRODUCT, id=2, title="Milk", price=Decimal("5.00"), on_offer=False)
CANDIDATE = Candidate(2, 0.8, together=4, orders=10, relative=0.9)
LINES = (Line(1, 1, 2, ONE, {"a": "a"}, TEN),)
PAGE = Page(
    slot="any",
    now=NOON,
    product=PRODUCT,
    category_ids=ONE,
    basket=Basket(LINES, TEN, "USD", TEN, TEN, frozenset({"A"})),
    customer=Customer(
        1,
        ONE,
        ONE,
        ONE,
        Purchases(2, Decimal("90.00"), "USD", NOON - timedelta(days=3), 0.0, 0.5),
    ),
    viewed=(1,),
    order=LINES,
    category_id=1,
    visit=Visit("en", "mobile", "a", {"source": "a"}, 1, "A", "seed"),
    viewed_category_ids=ONE,
    order_total=TEN,
    order_currency="USD",
    currency="USD",
)

# Which fields of a product each fact brings; the others are known of every product.
BROUGHT = {
    "categories": ("category_ids", "all_category_ids"),
    "attributes": ("attributes",),
    "stock": ("stock",),
    "rating": ("rating", "reviews"),
    "ranges": ("range_ids",),
    "offers": ("on_offer",),
    "margin": ("margin",),
    "popularity": ("popularity",),
    "season": ("season",),
    "weight": ("weight",),
}
UNKNOWN = Product(0)


def product_with(product: Product, needs: Collection[str], kind: str) -> Product:
    """The product with only what these needs bring; ``kind`` is "product" or "candidate"."""
    missing = [
        name for fact, names in BROUGHT.items() if f"{kind}.{fact}" not in needs for name in names
    ]
    if kind == "product" and "product" not in needs:
        missing += ["price", "currency", "buyable"]
    return replace(product, **{name: getattr(UNKNOWN, name) for name in missing})


def page_with(needs: Collection[str]) -> Page:
    """The page with only what these needs bring."""
    product = PAGE.product
    categories = not {"category", "product.categories"}.isdisjoint(needs)
    order = "order" in needs
    return replace(
        PAGE,
        product=product_with(product, needs, "product") if product is not None else None,
        category_ids=PAGE.category_ids if categories else None,
        basket=_basket(needs),
        customer=_customer(needs),
        viewed=PAGE.viewed if "viewed" in needs else None,
        viewed_category_ids=PAGE.viewed_category_ids if "viewed.categories" in needs else None,
        order=tuple(_line(line, needs, priced=True) for line in LINES) if order else None,
        order_total=PAGE.order_total if order else None,
        order_currency=PAGE.order_currency if order else "",
        visit=_visit(needs),
    )


def _basket(needs: Collection[str]) -> Basket | None:
    if PAGE.basket is None or not any(need.split(".")[0] == "basket" for need in needs):
        return None
    priced = "basket" in needs
    return Basket(
        lines=tuple(_line(line, needs, priced) for line in LINES),
        total=PAGE.basket.total if priced else Decimal(0),
        currency=PAGE.basket.currency,
        total_excl_tax=PAGE.basket.total_excl_tax if priced else Decimal(0),
        total_incl_tax=PAGE.basket.total_incl_tax if priced else None,
        vouchers=PAGE.basket.vouchers if "basket.vouchers" in needs else None,
    )


def _line(line: Line, needs: Collection[str], priced: bool) -> Line:
    return replace(
        line,
        category_ids=line.category_ids if "basket.categories" in needs else frozenset(),
        attributes=line.attributes if "basket.attributes" in needs else {},
        total=line.total if priced else None,
    )


def _customer(needs: Collection[str]) -> Customer | None:
    if PAGE.customer is None or not any(need.split(".")[0] == "customer" for need in needs):
        return None
    nobody = Customer()
    return Customer(
        PAGE.customer.id,
        PAGE.customer.group_ids if "customer.groups" in needs else nobody.group_ids,
        PAGE.customer.bought if "customer.bought" in needs else nobody.bought,
        PAGE.customer.bought_category_ids
        if "customer.bought_categories" in needs
        else nobody.bought_category_ids,
        PAGE.customer.purchases if "customer.purchases" in needs else None,
    )


def _visit(needs: Collection[str]) -> Visit | None:
    if PAGE.visit is None or {"visit", "visit.country", "visit.seen"}.isdisjoint(needs):
        return None
    country = PAGE.visit.country if "visit.country" in needs else ""
    return replace(
        PAGE.visit, country=country, seen=PAGE.visit.seen if "visit.seen" in needs else {}
    )
