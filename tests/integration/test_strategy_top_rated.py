"""What customers rate best, few reviews counting less."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from oscar.core.loading import get_model

from crosssell.core.data import Product
from tests import shopdata
from tests.strategies import DAY, MANY, NOW, ask, ids, page, queries, readiness

pytestmark = pytest.mark.django_db
Review = get_model("reviews", "ProductReview")


def review(product: Any, *stars: int, at: datetime = NOW - DAY, status: int = 1) -> None:
    made = Review.objects.bulk_create(
        Review(product=product, score=score, title="T", body="B", status=status) for score in stars
    )
    Review.objects.filter(pk__in=[one.pk for one in made]).update(date_created=at)


def test_many_good_reviews_beat_one_perfect_one() -> None:
    perfect, loved, poor = [shopdata.make_product(name) for name in ("Perfect", "Loved", "Poor")]
    review(perfect, 5)
    review(loved, *[5] * 9, 4)
    review(poor, 1)
    [found] = ask("top_rated", page())
    assert [one.product_id for one in found] == [loved.pk, perfect.pk, poor.pk]
    mean = 55 / 12
    assert [one.score * 5 for one in found] == pytest.approx(
        [(5 * mean + 49) / 15, (5 * mean + 5) / 6, (5 * mean + 1) / 6]
    )
    assert found[0].parts == {"stars": 4.9, "reviews": 10.0}
    asks = {"least_reviews": 2}, {"least_reviews": 11}
    assert ids(ask("top_rated", page(), *asks)) == [[loved.pk], []]
    assert ids(ask("top_rated", page(), {}, *asks, limit=1)) == [[loved.pk], [loved.pk], []]


def test_only_approved_reviews_of_public_products_and_variants_count_as_the_parent() -> None:
    hidden = shopdata.make_product("Hidden", is_public=False)
    waiting = shopdata.make_product("Waiting")
    parent, [child] = shopdata.make_parent("Parent", {"Child": "1"})
    review(hidden, 5)
    review(waiting, 5, status=0)
    review(child, 4)
    review(parent, 2)
    [[found]] = ask("top_rated", page())
    assert (found.product_id, found.parts) == (parent.pk, {"stars": 3.0, "reviews": 2.0})


def test_the_best_of_the_pages_category() -> None:
    food = shopdata.make_category("Food")
    tea = shopdata.make_category("Tea", parent=food)
    green, bread = (
        shopdata.make_product("Green", category=tea),
        shopdata.make_product("Bread", category=food),
    )
    review(green, 3)
    review(bread, 5)
    of = {"of": "category"}
    assert ids(ask("top_rated", page(category_id=food.pk), of, {})) == [[bread.pk, green.pk]] * 2
    assert ids(ask("top_rated", page(category_id=tea.pk), of)) == [[green.pk]]
    in_tea = page(product=Product(green.pk, category_ids=frozenset({tea.pk})))
    assert ids(ask("top_rated", in_tea, of)) == [[green.pk]]
    assert ids(ask("top_rated", page(), of)) == [[]]


def test_a_back_test_does_not_know_what_was_written_later() -> None:
    tea = shopdata.make_product("Tea")
    review(tea, 5, at=NOW - DAY)
    review(tea, 1, at=NOW + DAY)
    [[found]] = ask("top_rated", page())
    assert found.parts == {"stars": 5.0, "reviews": 1.0}
    assert ids(ask("top_rated", page(), as_of=NOW - 2 * DAY)) == [[]]
    # What was written on a day counts from the next one on.
    midnight = NOW.replace(hour=0)
    assert ids(ask("top_rated", page(), as_of=midnight - timedelta(seconds=1))) == [[]]
    assert ids(ask("top_rated", page(), as_of=midnight)) == [[tea.pk]]


def test_many_asks_cost_one_query_for_each_scope() -> None:
    tea = shopdata.make_category("Tea")
    review(shopdata.make_product("Green", category=tea), 5)
    on = page(category_id=tea.pk)
    asks = [{"least_reviews": n, "of": of} for n in (1, 2) for of in ("shop", "category")]
    assert queries("top_rated", on, *asks * MANY) == 2
    assert queries("top_rated", on, *asks) == 0
    cache.clear()
    assert queries("top_rated", on, {}) == 1


def test_readiness_counts_approved_reviews() -> None:
    assert readiness("top_rated").level == "empty"
    tea = shopdata.make_product("Tea")
    review(tea, 5, 4)
    review(tea, 5, status=0)
    found = readiness("top_rated")
    assert (found.level, found.have) == ("thin", "2 approved reviews.")
    review(tea, *[5] * 18)
    assert readiness("top_rated").level == "ready"
    assert readiness("top_rated", as_of=NOW - 9 * DAY).level == "empty"
