"""A shop in which everything is on: personal rules, a bundle, tiers, a test, the fatigue filter."""

from typing import Any

from django.core.management import call_command

from crosssell import tasks
from crosssell.models import Placement
from tests import learned, shopdata
from tests.bundled import make_bundle
from tests.laddered import make_threshold, tier
from tests.tested import make_experiment

# By page of the walk the slots that show something. At first nobody knows what he likes.
SHOWN = {
    "home": {"page.top"},
    "search": {"page.top", "search.below_results"},
    "tea": {"page.top", "product.below_description", "product.below_price"},
    "landing": {"page.top"},
    "basket": {"page.top", "basket.top"},
    "bundle": {"page.top"},
    "thank you": {"thank_you.below_summary"},
    "cup": {"page.top", "product.below_description", "product.below_price", "product.bottom"},
    "tea again": {"page.top", "product.below_description", "product.below_price"}
    | {"product.bottom"},
    "merged basket": {"page.top", "basket.top"},
    "account": {"page.top", "account.below_content"},
}


def refuses(_request: Any) -> bool:
    """A consent hook: nobody agrees."""
    return False


def make_products() -> tuple[Any, Any, Any]:
    """Tea, cup and pot, of which others have bought much."""
    tea, cup, pot = (
        shopdata.make_product(title, price, category=shopdata.make_category(title))
        for title, price in (("Tea", "4.00"), ("Cup", "7.50"), ("Pot", "22.00"))
    )
    others = learned.titled(*(f"Other {number}" for number in range(30)))
    for number in range(3):
        buyer = shopdata.make_user(f"other{number}@example.com")
        shopdata.make_order(tea, cup, pot, *others, user=buyer)
    call_command("rebuild_index", interactive=False, verbosity=0)
    return tea, cup, pot


def make_shop(test: bool = True) -> tuple[Any, Any, Any]:
    """These, and everything of ours; with a live test or without."""
    tea, cup, pot = make_products()
    make_bundle(tea, cup, per_customer=9)
    make_threshold(
        tier("10", "percent"), tier("12", "voucher_percent", {"percent": "5", "days": 30})
    )
    tasks.refresh()
    shelf = _place_all()
    if test:
        make_experiment({"One": shelf, "Two": shelf}, holdout=0, name="Shelf")
    return tea, cup, pot


def _place_all() -> Placement:
    """Placements on the pages of the walk; returns the one that is tested."""
    often = [("seen_often", {"times": 900})]
    for slot, strategy in (
        ("home.top", "recently_viewed"),
        ("product.bottom", "for_you"),
        ("product.below_facts", "recently_viewed"),
        ("basket.below_lines", "buy_again"),
        ("account.below_content", "for_you"),
        ("thank_you.below_summary", "bestsellers"),
        ("search.below_results", "bestsellers"),
    ):
        learned.place(learned.rule(strategy, filters=often), slot=slot, title=slot)
    for slot, widget in (
        ("product.below_price", "bundle"),
        ("page.top", "threshold"),
        ("basket.top", "gap_filler"),
    ):
        Placement.objects.create(slot=slot, widget=widget)
    return learned.place(learned.rule("bought_together", filters=often), title="Shelf")
