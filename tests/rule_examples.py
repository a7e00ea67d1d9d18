"""One example of every part of a rule: what is filled in, and what the sentence says.

``rule_shop`` makes the shop that they speak of. ``Pick`` is chosen from a look-up by typing.
"""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.sites.models import Site
from oscar.core.loading import get_model

from crosssell import registry
from crosssell.core.args import parse
from tests import shopdata
from tests.attributes import describe


@dataclass(frozen=True)
class Pick:
    """What is typed into a look-up. It leaves the key that the shop has for it."""

    term: str


@dataclass(frozen=True)
class Example:
    """``given`` are the settings to fill in, by name; those left out keep their defaults."""

    kind: str
    code: str
    said: str
    given: dict[str, Any] = field(default_factory=dict)


TEA, CHEESE = Pick("Green tea"), Pick("Cheese")
SHARE = {"at_least": 10, "at_most": 50}
COLOUR = {"attribute": Pick("Colour"), "values": [Pick("Red")]}

CONDITIONS = {
    "basket_attribute": (
        COLOUR | {"at_least": 2},
        "the basket has a product with Colour: Red, at least 2 of them",
    ),
    "basket_contains": (
        {"products": [TEA], "categories": [CHEESE], "at_least": 3},
        "the basket holds Green tea · TEA-1 or the basket holds something of Food > Cheese, "
        "at least 3 of them",
    ),
    "basket_currency": ({"currencies": [Pick("EUR")]}, "the basket is in EUR"),
    "basket_quantity": (
        {"at_least": 2, "at_most": 9},
        "the basket has at least 2 pieces, the basket has at most 9 pieces",
    ),
    "basket_total": (
        {"at_least": "20", "below": "90.50", "tax": "with", "currency": Pick("EUR")},
        "the basket is at least €20.00, the basket is below €90.50, with tax, in EUR",
    ),
    "bought_before": (
        {"products": [TEA], "categories": [CHEESE]},
        "the customer bought Green tea · TEA-1 before or the customer bought something of "
        "Food > Cheese before",
    ),
    "campaign": (
        {
            "source": Pick("google"),
            "medium": Pick("cpc"),
            "campaign": Pick("Spring sale"),
            "term": Pick("tea"),
            "content": Pick("top"),
        },
        "the campaign's source is google, the campaign's medium is cpc, the campaign's name is "
        "Spring sale, the campaign's term is tea, the campaign's content is top",
    ),
    "coupon_used": ({"codes": [Pick("SPRING")]}, "the coupon SPRING is used"),
    "customer_group": ({"groups": [Pick("Regulars")]}, "the customer is in Regulars"),
    "days_since_order": (
        SHARE,
        "the last order is at least 10 days ago, the last order is at most 50 days ago",
    ),
    "device": ({"device": "mobile"}, "the device is a phone"),
    "discount_share": (
        SHARE,
        "at least 10 % of the customer's orders had a discount, "
        "at most 50 % of the customer's orders had a discount",
    ),
    "first_order": ({}, "it is the customer's first order"),
    "in_category": ({"categories": [CHEESE]}, "the page is in Food > Cheese"),
    "language": ({"languages": [Pick("English")]}, "the language is English (en)"),
    "largest_line": (
        {"at_least": "5", "below": "50", "currency": Pick("EUR")},
        "the dearest line of the basket is at least €5.00, "
        "the dearest line of the basket is below €50.00, in EUR",
    ),
    "on_product": ({"products": [TEA]}, "the page is about Green tea · TEA-1"),
    "order_contains": (
        {"products": [TEA], "at_least": 2},
        "the order holds Green tea · TEA-1, at least 2 of them",
    ),
    "order_count": (
        {"at_least": 3, "at_most": 9},
        "the customer has at least 3 orders, the customer has at most 9 orders",
    ),
    "order_total": (
        {"at_least": "20", "below": "90", "currency": Pick("EUR")},
        "the order is at least €20.00, the order is below €90.00, in EUR",
    ),
    "product_attribute": (COLOUR, "the page's product has Colour: Red"),
    "product_class": (
        {"classes": [Pick("Groceries")]},
        "the page's product is of the class Groceries",
    ),
    "product_in_range": (
        {"ranges": [Pick("Dear wines")]},
        "the page's product is in the range Dear wines",
    ),
    "product_price": (
        {"at_least": "5", "below": "50", "currency": Pick("EUR")},
        "the page's product costs at least €5.00, the page's product costs less than €50.00, "
        "in EUR",
    ),
    "product_stock": (
        {"at_least": 2, "at_most": 9},
        "at least 2 pieces of the page's product are left, "
        "at most 9 pieces of the page's product are left",
    ),
    "product_structure": (
        {"structures": ["parent", "child"]},
        "the page's product has variants or the page's product is a variant",
    ),
    "referrer": (
        {"hosts": [Pick("google.com"), Pick("news.example")]},
        "the visitor came from google.com or news.example",
    ),
    "return_rate": (
        SHARE,
        "at least 10 % of the customer's orders came back, "
        "at most 50 % of the customer's orders came back",
    ),
    "schedule": (
        {
            "from_day": "2026-12-01",
            "until_day": "2026-12-24",
            "weekdays": [1, 7],
            "from_time": "18:30",
            "until_time": "22:00",
        },
        "from 1 December 2026, until 24 December 2026, on Monday or Sunday, from 18:30, "
        "until 22:00",
    ),
    "shipping_country": ({"countries": [Pick("United States")]}, "it is sent to United States"),
    "signed_in": ({}, "the shopper is signed in"),
    "site": ({"sites": [Pick("cheese.example")]}, "the site is cheese.example"),
    "total_spent": (
        {"at_least": "100", "below": "900"},
        "the customer has spent at least $100.00, the customer has spent less than $900.00",
    ),
    "viewed_recently": (
        {"products": [TEA], "categories": [CHEESE]},
        "Green tea · TEA-1 was viewed recently or something of Food > Cheese was viewed recently",
    ),
}  # fmt: skip


def rule_shop() -> dict[str, Any]:
    """Make the shop; what each look-up's term leaves in the settings."""
    cheese = shopdata.make_category("Cheese", shopdata.make_category("Food"))
    tea = shopdata.make_product("Green tea")
    tea.upc = "TEA-1"
    tea.save()
    describe(tea, colour="Red")
    describe(shopdata.make_product("Euro tea", currency="EUR"), colour="Blue")
    get_model("voucher", "Voucher").objects.create(
        name="Spring", code="SPRING", start_datetime=shopdata.MIDDAY, end_datetime=shopdata.MIDDAY
    )
    shopdata.make_country()
    wines = get_model("offer", "Range").objects.create(name="Dear wines")
    keys = {
        "Green tea": tea.pk,
        "Cheese": cheese.pk,
        "Dear wines": wines.pk,
        "Groceries": tea.product_class_id,
        "Regulars": Group.objects.create(name="Regulars").pk,
        "cheese.example": Site.objects.create(domain="cheese.example", name="Cheese").pk,
        "United States": "US",
        "English": "en",
        "Colour": "colour",
    }
    # The others are what they are typed as.
    return keys


def settings_of(example: Example, shop: dict[str, Any]) -> Any:
    """The settings that an example must leave."""

    def stored(value: Any) -> Any:
        if isinstance(value, list):
            return [stored(one) for one in value]
        return shop.get(value.term, value.term) if isinstance(value, Pick) else value

    args = {name: stored(value) for name, value in example.given.items()}
    return parse(registry.get(example.kind, example.code).args, args)
