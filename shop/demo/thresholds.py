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
    """A placement of a widget; without a title, the widget's own."""

    slot: str
    widget: str
    position: int
    title: str = ""
    args: dict[str, Any] = field(default_factory=dict)


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

SHOWN = (
    Shown("page.top", "threshold", 5),
    # Where a product is chosen, only once the next reward is near.
    Shown("product.below_button", "threshold", 5, args={"show_from": 50}),
    Shown("basket.above_button", "threshold", 5),
    Shown("basket.below_lines", "gap_filler", 5),
    Shown("mini_basket.bottom", "threshold", 5),
    Shown("checkout.above_step", "threshold", 5),
)
