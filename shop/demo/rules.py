"""Example rules of the demo shop, beside the standard ones: what a merchant can say with them."""

from dataclasses import dataclass
from typing import Any

from shop.demo.customers import FAMILIES


@dataclass(frozen=True)
class Named:
    """Rows of the shop by their names, where an arg holds ids.

    ``kind`` is "category", "group", "range" or "product"; a product is called BEST or OWN.
    """

    kind: str
    names: tuple[str, ...]


# The product that most orders hold, and the one of the shop's own brand.
BEST, OWN = "best", "own"
FRIDAY, SATURDAY, SUNDAY = 5, 6, 7


# Ranges of the shop, by the categories that they hold.
RANGES = {
    "Sweets and ice cream": ("Candy and gum", "Cookies", "Ice cream"),
    "For breakfast": ("Breakfast", "Yogurt"),
    "For baking": ("Baking", "Eggs", "Butter and margarine"),
}


def _range(name: str) -> dict[str, Any]:
    return {"range": Named("range", (name,))}


def _in(*names: str) -> dict[str, Any]:
    return {"categories": Named("category", names)}


Part = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A rule; ``boosts`` are codes, weights and args, ``pins`` names of products by their place.

    ``unless`` are conditions that must not hold. ``december`` schedules it for then.
    """

    name: str
    strategy: str
    priority: int
    args: dict[str, Any]
    when: tuple[Part, ...] = ()
    unless: tuple[Part, ...] = ()
    fallbacks: tuple[Part, ...] = ()
    never: tuple[Part, ...] = ()
    boosts: tuple[tuple[str, int, dict[str, Any]], ...] = ()
    pins: tuple[tuple[int, str], ...] = ()
    reason: str = ""
    stop: bool = False
    draft: bool = False
    december: bool = False


@dataclass(frozen=True)
class Shown:
    """A placement with its rules by name; without a title, the one that stands in the slot."""

    slot: str
    rules: tuple[str, ...]
    title: str = ""
    widget: str = "products"
    layout: str = "grid"
    min_items: int = 1
    max_items: int = 4
    position: int = 20


EXAMPLES = (
    Example(
        "Basket with baby things: what goes with them, but no beer",
        "bought_together",
        4,
        {"place": "basket"},
        when=(("basket_contains", _in("Baby")),),
        fallbacks=(("also_bought", {"place": "basket"}), ("bestsellers", {"window": 28})),
        never=(("category_out", _in("Beer")),),
        stop=True,
    ),
    Example(
        "Weekend, basket of $20 to $100 without sweets: a treat",
        "bought_together",
        6,
        {"place": "basket"},
        when=(
            ("basket_total", {"at_least": "20", "below": "100"}),
            ("schedule", {"weekdays": [FRIDAY, SATURDAY, SUNDAY]}),
        ),
        unless=(("basket_contains", _in(*RANGES["Sweets and ice cream"])),),
        fallbacks=(("random_from", _range("Sweets and ice cream")),),
        never=(
            ("range_in", {"ranges": Named("range", ("Sweets and ice cream",))}),
            ("absolute_price", {"at_most": "6"}),
        ),
        boosts=(
            ("score", 20, {}),
            ("price_level", 10, {"first": "cheapest", "top": "6"}),
            ("diversity", 20, {}),
        ),
    ),
    Example(
        "Thank-you page: what goes with the order, but not what everybody buys",
        "bought_together",
        8,
        {"place": "auto"},
        never=(
            ("excluded_products", {"products": Named("product", (BEST,))}),
            ("owned_already", {}),
        ),
        boosts=(("score", 20, {}), ("diversity", 20, {"per_category": 1})),
    ),
    Example(
        "Home page: sells well, pays well, never two alike",
        "bestsellers",
        25,
        {"window": 28},
        never=(("category_out", _in("Beer")),),
        boosts=(
            ("score", 40, {}),
            ("diversity", 30, {"per_category": 1}),
            ("margin", 20, {}),
            ("freshness", 10, {"half_life": 90}),
        ),
        pins=((3, OWN),),
    ),
    Example(
        "Families: for breakfast, what they have not tried",
        "for_you",
        32,
        {},
        when=(("customer_group", {"groups": Named("group", (FAMILIES,))}),),
        fallbacks=(("random_from", _range("For breakfast")),),
        never=(("category_in", _in("Breakfast", "Yogurt")), ("owned_already", {})),
        boosts=(("score", 20, {}), ("diversity", 10, {"per_category": 2})),
        stop=True,
    ),
    Example(
        "Other customers: what goes with what they bought, the merchant's favourites first",
        "for_you",
        34,
        {},
        when=(("signed_in", {}),),
        never=(("owned_already", {}),),
        boosts=(("score", 20, {}), ("merchants_weight", 10, {}), ("diversity", 10, {})),
    ),
    Example(
        "Product page: the better ones, a little dearer",
        "upsell",
        42,
        {"at_least": 5, "at_most": 150},
        fallbacks=(("similar", {}),),
        never=(("relative_price", {"at_least": 100}), ("out_of_stock", {"at_least": 6})),
        boosts=(("price_closeness", 20, {}), ("score", 10, {})),
    ),
    Example(
        "Category page: what the matrix says goes with it",
        "matrix",
        43,
        {},
        boosts=(("score", 20, {}), ("popularity", 10, {})),
    ),
    Example(
        "Pasta: its sauce and its cheese",
        "bought_together",
        44,
        {"place": "product"},
        when=(("in_category", _in("Pasta")),),
        fallbacks=(("bestsellers", {"window": 90}),),
        never=(("category_in", _in("Pasta sauce", "Cheese")),),
        boosts=(("score", 20, {}), ("diversity", 20, {"per_category": 1})),
        reason="Goes well with pasta",
    ),
    Example(
        "Draft: much the same for less",
        "cheaper_alternative",
        46,
        {"at_least": 10, "at_most": 50},
        boosts=(("rating", 10, {}), ("score", 20, {})),
        draft=True,
    ),
    Example(
        "December: for baking, first what sold in these weeks last year",
        "random_from",
        48,
        _range("For baking"),
        boosts=(("season", 30, {}), ("popularity", 10, {}), ("diversity", 10, {"per_category": 2})),
        december=True,
    ),
)

_BY = {example.name.partition(":")[0].partition(",")[0]: example.name for example in EXAMPLES}

SHOWN = (
    Shown("home.below_hero", (_BY["Home page"],)),
    Shown("home.below_hero", (_BY["December"],), "For your December baking", position=5),
    Shown(
        "home.below_categories",
        (_BY["Families"], _BY["Other customers"]),
        "Picked for you",
        position=5,
    ),
    Shown(
        "category.below_title",
        (_BY["Category page"],),
        "Goes with it",
        layout="compact",
        max_items=2,
    ),
    Shown(
        "product.below_button", (_BY["Pasta"],), "With your pasta", layout="compact", max_items=2
    ),
    Shown(
        "product.below_facts",
        (_BY["Product page"],),
        "Compare before you choose",
        widget="comparison",
        layout="list",
        max_items=2,
    ),
    Shown("product.above_reviews", (_BY["Draft"],), "Much the same for less", max_items=2),
    Shown("basket.below_lines", (_BY["Basket with baby things"],)),
    Shown("basket.bottom", (_BY["Weekend"],), "A treat for the weekend", min_items=2),
    Shown("thank_you.below_summary", (_BY["Thank-you page"],)),
)

# The matrix: category -> category that goes with it, and why.
MATRIX = (
    ("Pasta", "Pasta sauce", "Pasta likes a sauce"),
    ("Pasta", "Cheese", "To grate over it"),
    ("Cereal", "Milk and creamer", "Milk for the bowl"),
    ("Chips and pretzels", "Dips and cider", "To dip them in"),
    ("Hot dogs", "Packaged bread and buns", "Buns to put them in"),
    ("Coffee, tea and cocoa", "Cookies", "Something sweet with it"),
)

# Product -> weight, from -100 to 100.
WEIGHTS = ((OWN, 60),)
# Categories whose products are never recommended: they do not travel well.
NEVER = ("Ice",)
