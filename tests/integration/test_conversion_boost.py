"""What visitors take where it is recommended goes up."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from crosssell import engine
from crosssell.analytics import conversions
from crosssell.models import DailyCount, ProductRate
from crosssell.past import Past
from tests import learned, shopdata

pytestmark = pytest.mark.django_db


def count(product: Any, impressions: int, touches: int, *, ago: int = 1, **more: Any) -> None:
    today: date = timezone.localdate()
    DailyCount.objects.create(
        day=today - timedelta(days=ago),
        placement_id=1,
        subject="product",
        subject_id=product.pk,
        impressions=impressions,
        touches=touches,
        **more,
    )


def test_rates_are_learned_from_ninety_days_of_real_counts() -> None:
    tea = shopdata.make_product("Tea")
    parent, [child] = shopdata.make_parent("Shirt", {"Red": "1.00"})
    count(tea, 100, 3)
    count(tea, 50, 1, ago=90, slot="a")
    count(tea, 1_000, 9, ago=91)
    count(tea, 1_000, 9, ago=2, sample=True)
    count(child, 10, 2)
    count(parent, 5, 1)
    assert conversions.learn() == 2
    assert set(ProductRate.objects.values_list()) == {
        (0, 165, 7),
        (tea.pk, 150, 4),
        (parent.pk, 15, 3),
    }
    DailyCount.objects.all().delete()
    assert conversions.learn() == 0
    assert list(ProductRate.objects.values_list()) == [(0, 0, 0)]


def test_the_boost_puts_what_is_taken_first(django_assert_num_queries: Any) -> None:
    dull, liked, new = learned.titled("Dull", "Liked", "New")
    learned.learn(best=[dull, new, liked])
    learned.place(learned.rule("bestsellers", {"window": 28}, boosts=[("conversion", {}, 100)]))
    count(dull, 2_000, 10)
    count(liked, 2_000, 190)
    assert learned.shown(engine.plan(learned.facts(), [learned.SLOT])) == [["Dull", "New", "Liked"]]
    conversions.learn()
    assert learned.shown(engine.plan(learned.facts(), [learned.SLOT])) == [["Liked", "New", "Dull"]]


def test_a_back_test_does_not_know_what_is_taken_today() -> None:
    tea = shopdata.make_product("Tea")
    count(tea, 2_000, 190)
    count(shopdata.make_product(), 2_000, 1)
    conversions.learn()
    past = Past(timezone.now(), "product")
    found = past.enriched(past.products([tea.pk]), ["candidate.conversion"], None)
    assert found[tea.pk].conversion == 0.5
