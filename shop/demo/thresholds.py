"""The example threshold of the demo shop: three tiers, and where shoppers see how far they are.

Of the demo's orders a quarter come to $23 or more, a tenth to $47, one in twenty to $63.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

CURRENCY = "USD"
NAME = "More in the basket, more on top"


@dataclass(frozen=True)
class Example:
    """A tier; ``gifts`` are categories of which the product that most orders hold is given."""

    at_least: Decimal
    reward: str
    label: str
    args: dict[str, Any] = field(default_factory=dict)
    gifts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A placement of a widget, under the widget's own title."""

    slot: str
    widget: str
    position: int


EXAMPLES = (
    Example(Decimal(25), "free_shipping", "free Standard delivery", args={"methods": ["standard"]}),
    Example(Decimal(45), "percent", "5 % off your order", args={"percent": "5"}),
    Example(
        Decimal(70),
        "gift_of_choice",
        "a gift of your choice",
        gifts=("Sandwich cookies", "Premium ice cream", "Cut flower bunch"),
    ),
)

# Language, then before anything counts, on the way and at the end; the rest is the bar's own.
TEXTS = (
    (
        "",
        "Free delivery, 5 % off, a gift: it begins at {amount}.",
        "",
        "Well filled! Yours with this order: {reward}.",
    ),
)

# One on a page: at the top where a shopper looks around, beside the button where he decides.
SHOWN = (
    Shown("home.top", "threshold", 5),
    Shown("list.above_products", "threshold", 5),
    Shown("search.above_results", "threshold", 5),
    Shown("product.below_button", "threshold", 5),
    Shown("mini_basket.bottom", "threshold", 5),
    Shown("basket.above_button", "threshold", 5),
    Shown("basket.below_lines", "gap_filler", 5),
    Shown("checkout.above_step", "threshold", 5),
    # Here and in the mail it says what the order has earned.
    Shown("thank_you.above_summary", "threshold", 5),
    Shown("order_mail.below_order", "threshold", 5),
)
