"""The examples of docs/extending.md are code that runs and does what it says."""

import copy
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell import registry
from crosssell.core.args import parse
from crosssell.core.data import Basket, Candidate, Line, Page, Product, Source, Verdict
from crosssell.core.threshold_terms import SHIPPING
from tests import shopdata

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch):
    """Return a function that runs the example of that path and gives the plugin it registers."""
    monkeypatch.setattr(registry.table, "plugins", copy.deepcopy(registry.table.plugins))
    blocks = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text(), re.DOTALL)

    def load(path: str, kind: str = "") -> registry.Plugin:
        (source,) = [code for name, code in blocks if name == path]
        name = Path(path).stem
        module: dict[str, Any] = {"__name__": name}
        exec(compile(source, f"<{path}>", "exec"), module)  # noqa: S102  the example is ours
        return registry.get(kind or Path(path).parent.name, name)

    return load


def page(**facts: Any) -> Page:
    return Page(slot="basket.below_lines", now=timezone.now(), **facts)


def test_the_condition(example) -> None:
    plugin = example("crosssell/conditions/basket_lines.py")
    two = Basket(lines=(Line(1, 1, 1), Line(2, 2, 1)))
    assert plugin.run(page(basket=two), plugin.args(at_least=2)).ok
    few = plugin.run(page(basket=two), plugin.args(at_least=3))
    assert few == Verdict(False, "basket_has_few_lines")
    assert not plugin.run(page(), plugin.args(at_least=1)).ok


def test_the_boost(example) -> None:
    plugin = example("crosssell/boosts/reviewed.py")
    few, many = Product(1, reviews=5), Product(2, reviews=30)
    assert plugin.run(page(), Candidate(1, 1.0), Product(3), plugin.args()) == 0.0
    assert plugin.run(page(), Candidate(1, 1.0), few, plugin.args(half=5)) == 0.5
    assert plugin.run(page(), Candidate(2, 1.0), many, plugin.args()) == 0.75


def test_the_reward_of_a_tier(example) -> None:
    plugin = example("crosssell/rewards/cheaper_shipping.py", "tier_rewards")
    half = parse(plugin.args, {"percent": "50"})
    assert plugin.run(("post", "US", 499), half, None) == 249
    assert plugin.gives == SHIPPING


@pytest.mark.django_db
def test_the_strategy(example) -> None:
    plugin = example("crosssell/strategies/most_reviewed.py")
    tea, milk = shopdata.make_product("Tea"), shopdata.make_product("Milk")
    for product in (tea, tea, milk):
        get_model("reviews", "ProductReview").objects.create(
            product=product, score=5, title="Good", body="Good", name="Ann", email="a@example.com"
        )
    now = Source(run_id=None, as_of=timezone.now() + timedelta(seconds=1), limit=10)
    all_of_them, often = plugin.run(page(), [plugin.args(), plugin.args(least=2)], now)
    assert [found.product_id for found in all_of_them] == [tea.pk, milk.pk]
    assert [(found.product_id, found.score) for found in often] == [(tea.pk, 2.0)]
    past = Source(run_id=None, as_of=timezone.now() - timedelta(days=1), limit=10)
    assert plugin.run(page(), [plugin.args()], past) == [[]]
