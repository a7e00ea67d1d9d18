"""A small shop with all that the demo's sample figures are about."""

from typing import Any

import pytest

from tests import shopdata
from tests.bundled import make_bundle
from tests.laddered import make_threshold, tier
from tests.learned import learn, place, rule


@pytest.fixture
def sampled_shop(db: None) -> dict[str, Any]:
    """Products that were bought, and a placement of each kind."""
    products = [shopdata.make_product(f"Thing {number}", "3.00") for number in range(12)]
    shopdata.make_order(*products)
    learn({products[0]: products[1:]})
    together = rule(fallbacks=[("bestsellers", {"window": 28})])
    return {
        "products": products,
        "rule": together,
        "placement": place(together, max_items=4),
        "bundle": make_bundle(products[1], products[2]),
        "threshold": make_threshold(tier({"USD": "25"})),
        "bundles": place(widget="bundle", slot="basket.above_lines"),
        "bar": place(widget="threshold", slot="basket.above_button"),
        "mail": place(together, slot="order_mail.below_order"),
    }
