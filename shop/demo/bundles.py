"""Example bundles of the demo shop: one of each kind that a merchant can make."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

CURRENCY = "USD"

# Ranges of the shop, by the categories that they hold.
RANGES = {
    "Party snacks": ("Tortilla chips", "Corn chips", "Cheese puffs", "Snack mix"),
}


@dataclass(frozen=True)
class Part:
    """So many pieces of what fills it.

    ``kind`` says what ``names`` are: "category" and "range" anything of these, "best" what most
    orders hold of each of these categories.
    """

    kind: str
    names: tuple[str, ...]
    quantity: int = 1
    rewarded: bool = False


@dataclass(frozen=True)
class Example:
    """A bundle; ``amount`` is in the demo's currency, ``limits`` are fields of the bundle."""

    name: str
    text: str
    parts: tuple[Part, ...]
    reward: str
    priority: int
    args: dict[str, Any] = field(default_factory=dict)
    amount: Decimal | None = None
    limits: dict[str, Any] = field(default_factory=dict)
    draft: bool = False


@dataclass(frozen=True)
class Shown:
    """A placement of the bundle widget; without a title, the widget's own."""

    slot: str
    title: str
    bundles: int
    position: int


EXAMPLES = (
    Example(
        "Burger night",
        "Ground beef, buns and cheese: all you need but the fire.",
        (
            Part("best", ("Lean ground beef",)),
            Part("best", ("Hamburger buns",)),
            Part("best", ("Wrapped cheese slices",)),
        ),
        "percent",
        10,
        args={"percent": "10"},
    ),
    Example(
        "Any 3 stuffed sandwiches for $5.75",
        "From the freezer, hot in three minutes. Mix them as you like.",
        (Part("category", ("Frozen stuffed sandwich",), 3),),
        "fixed_price",
        20,
        amount=Decimal("5.75"),
    ),
    Example(
        "Fill the pantry: vegetables, beans and fruit in cans",
        "Four cans or more, mixed as you like, cost 5 % less; eight or more 10 %.",
        (Part("category", ("Canned vegetables", "Canned beans", "Canned fruit")),),
        "quantity_tiers",
        30,
        args={"quantities": [4, 8], "percents": ["5", "10"]},
    ),
    Example(
        "Party snacks: take four, the cheapest is free",
        "Tortilla chips, corn chips, cheese puffs and snack mix.",
        (Part("range", ("Party snacks",), 4),),
        "cheapest_free",
        40,
        limits={"budget": Decimal(2_000), "budget_currency": CURRENCY},
    ),
    Example(
        "Ice cream: 25 % off the second one",
        "Any two of our premium ice creams.",
        (Part("category", ("Premium ice cream",), 2),),
        "nth_at_percent",
        50,
        args={"count": 1, "percent": "25"},
    ),
    Example(
        "A hot chicken, and the bread is on us",
        "Whichever rotisserie chicken you take, our favourite French bread comes with it.",
        (
            Part("category", ("Rotisserie chicken",)),
            Part("best", ("French bread",), rewarded=True),
        ),
        "gift",
        60,
    ),
    Example(
        "Movie night: $1.00 off popcorn, soda and candy",
        "For the first five hundred film fans, once for each.",
        (
            Part("category", ("Microwave popcorn",)),
            Part("category", ("Soda cans",)),
            Part("category", ("Candy bar multipack",)),
        ),
        "amount_off",
        70,
        amount=Decimal("1.00"),
        limits={"per_basket": 1, "per_customer": 1, "most_uses": 500},
    ),
    Example(
        "Draft: barbecue weekend",
        "Charcoal, sausages and buns.",
        (
            Part("category", ("Charcoal",)),
            Part("category", ("Bratwurst", "Smoked sausage"), 2),
            Part("category", ("Hot dog buns",)),
        ),
        "percent",
        80,
        args={"percent": "15"},
        draft=True,
    ),
)

# The one that crosssell.suggestions finds in the demo's own orders.
SUGGESTED = "Often in one basket: {}"
SUGGESTED_TEXT = "Suggested by the shop's own orders: {together:,} of {orders:,} held all of it."

SHOWN = (
    Shown("product.above_description", "Cheaper together", 2, 5),
    Shown("basket.above_lines", "", 3, 5),
    # Oscar's totals name them in the shop, but not in its mail.
    Shown("order_mail.below_order", "", 3, 10),
    Shown("home.below_categories", "Bundles of the week", 2, 20),
)
