"""Examples of what a rule shows, keeps out and orders by; see ``tests.rule_examples``."""

from collections.abc import Iterator, Sequence

from tests.rule_examples import CHEESE, COLOUR, CONDITIONS, TEA, Example, Pick

FILTERS = {
    "absolute_price": (
        {"at_least": "5", "at_most": "50", "currency": Pick("EUR")},
        "cheaper than €5.00, dearer than €50.00, in EUR",
    ),
    "age": ({"at_least": 5, "at_most": 90}, "newer than 5 days, older than 90 days"),
    "attribute_as_page": (
        {"keep_out": "same", "attribute": Pick("Colour")},
        "like the page's product in Colour",
    ),
    "attribute_in": (COLOUR, "without Colour: Red"),
    "attribute_out": (COLOUR, "with Colour: Red"),
    "category_in": ({"categories": [CHEESE]}, "outside of Food > Cheese"),
    "category_out": ({"categories": [CHEESE]}, "in Food > Cheese"),
    "excluded_products": ({"products": [TEA]}, "Green tea · TEA-1"),
    "in_basket": ({}, "in the basket already"),
    "not_buyable": ({}, "impossible to buy now"),
    "not_on_sale": ({}, "on offer"),
    "not_public": ({}, "hidden in the shop"),
    "on_sale_only": ({}, "at its full price"),
    "out_of_stock": ({"at_least": 5}, "with fewer than 5 pieces left"),
    "owned_already": ({}, "bought before by the customer"),
    "page_category": ({"keep_out": "other"}, "of other categories than the page's"),
    "product_class": (
        {"keep_out": "others", "classes": [Pick("Groceries")]},
        "of another class than Groceries",
    ),
    "range_in": ({"ranges": [Pick("Dear wines")]}, "outside of the range Dear wines"),
    "range_out": ({"ranges": [Pick("Dear wines")]}, "in the range Dear wines"),
    "rating_at_least": (
        {"at_least": "3.5", "reviews": 4},
        "rated below 3.5, with fewer than 4 reviews",
    ),
    "relative_price": (
        {"at_least": 2, "at_most": 10, "cheaper": True},
        "cheaper than 2 % of the product's price, dearer than 10 % of the product's price, "
        "as dear as the product, or dearer",
    ),
    "same_product": ({}, "the page's own product"),
    "seen_often": ({"times": 3}, "shown 3 times without a click"),
}  # fmt: skip
BOOSTS = {
    "conversion": ({}, "how often visitors take it"),
    "diversity": (
        {"per_category": 2, "attribute": Pick("Colour"), "per_value": 1},
        "diversity, at most 2 of a category, of each Colour at most 1",
    ),
    "freshness": ({"half_life": 9}, "freshness, half as new after 9 days"),
    "margin": ({}, "margin"),
    "merchants_weight": ({}, "the merchant's weight"),
    "pair_confidence": ({}, "how sure the pair is"),
    "popularity": ({}, "popularity"),
    "price_closeness": ({}, "a price close to the product's"),
    "price_level": (
        {"first": "cheapest", "top": "500"},
        "price, the cheapest first, dear from 500 on",
    ),
    "rating": (
        {"expected": "4", "reviews": 8},
        "rating, 4 expected, believed after 8 reviews",
    ),
    "score": ({}, "the strategy's own score"),
    "season": ({}, "what sold in these weeks last year"),
    "shuffle": ({"daily": True}, "chance, anew every day"),
    "stock_depth": ({"half": 50}, "stock, 50 pieces count half"),
}  # fmt: skip
STRATEGIES = {
    "also_bought": ({"place": "product"}, "what customers also bought with the page's product"),
    "bestsellers": (
        {"window": 90, "of": "category"},
        "bestsellers of the last 90 days, of the page's category",
    ),
    "bought_together": (
        {"place": "basket"},
        "what is bought together with what is in the basket",
    ),
    "buy_again": (
        {"least": 1, "days": 45},
        "what the customer may want to buy again even if bought only once, due after 45 days",
    ),
    "cheaper_alternative": (
        {"at_least": 10, "at_most": 40},
        "cheaper alternatives by at least 10 %, by at most 40 %",
    ),
    "completes_bundle": ({"place": "basket"}, "what makes a bundle with the basket"),
    "for_you": ({}, "what is chosen for this visitor"),
    "matrix": ({}, "companions from the matrix"),
    "new_arrivals": ({"days": 30}, "new arrivals of the last 30 days"),
    "on_offer": ({}, "what is on offer"),
    "random_from": ({"range": Pick("Dear wines")}, "a random choice from Dear wines"),
    "reaches_threshold": (
        {"overshoot": 20},
        "what reaches the next tier of a threshold by at most 20 % too much",
    ),
    "recently_viewed": ({}, "what this visitor viewed recently"),
    "same_attribute": (
        {"attributes": [Pick("Colour")], "match": "any"},
        "products with the same Colour, one of them is enough",
    ),
    "same_category": ({}, "products of the same category"),
    "similar": (
        {"attributes": 7, "category": 1, "title": 0, "codes": [Pick("Colour")]},
        "similar products, attributes count 7, categories count 1, words of the title count 0, "
        "compared by Colour alone",
    ),
    "top_rated": (
        {"of": "category", "least_reviews": 5},
        "the best rated products of the page's category, with at least 5 reviews",
    ),
    "trending": (
        {"recent": 28, "baseline": 365},
        "what is trending in the last 28 days, compared with the last 365 days",
    ),
    "upsell": (
        {"at_least": 10, "at_most": 40},
        "better products that are dearer by at least 10 %, by at most 40 %",
    ),
    "viewed_then_bought": ({}, "what visitors bought in the end"),
    "viewed_together": ({}, "what is viewed together"),
}  # fmt: skip
ALL = {
    "conditions": CONDITIONS,
    "filters": FILTERS,
    "boosts": BOOSTS,
    "strategies": STRATEGIES,
}


def examples(*kinds: str) -> Iterator[Example]:
    """Every example of these kinds, by code; of all kinds where none is named."""
    for kind in kinds or ALL:
        for code, (given, said) in ALL[kind].items():
            yield Example(kind, code, said, given)


def told(some: Sequence[Example]) -> str:
    """The part of the sentence that says these examples of one kind."""
    said = [example.said for example in some]
    if some[0].kind == "boosts":
        said = [f"{text} (weight {number})" for number, text in enumerate(said, start=1)]
    joint = {"filters": " or ", "strategies": ", then "}.get(some[0].kind, " and ")
    return joint.join(said)
