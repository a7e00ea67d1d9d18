"""What goes with the visitor's own purchases and views."""

from typing import Any

import pytest

from crosssell.core.data import Customer
from crosssell.models import Pair
from tests import shopdata
from tests.learned import learn
from tests.strategies import DAY, MANY, NOW, ask, ids, page, queries, readiness, scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> Any:
    return shopdata.make_user()


def of(user: Any, *viewed: int) -> Any:
    return page(customer=Customer(user.pk), viewed=viewed)


def bought(user: Any, days: float) -> int:
    product = shopdata.make_product(f"{days} days ago")
    shopdata.make_order(product, user=user, at=NOW - days * DAY)
    return int(product.pk)


def test_partners_of_purchases_weigh_less_with_age(ann: Any) -> None:
    fresh, old = bought(ann, 0.0001), bought(ann, 90)
    run = learn({fresh: [900, 901], old: [902, 901]}, places=["customer"])
    [found] = ask("for_you", of(ann), run=run)
    assert [one.product_id for one in found] == [901, 900, 902]
    share = 0.98 / 0.99
    assert scores(found) == pytest.approx({901: 1.5 * share, 900: 1, 902: 0.5}, rel=1e-4)
    assert found[0].parts == pytest.approx(
        {f"product {fresh}": share, f"product {old}": share / 2}, rel=1e-4
    )
    assert ids(ask("for_you", of(ann), run=run, limit=1)) == [[901]]


def test_views_of_guests_count_half_and_less_the_longer_ago() -> None:
    run = learn({5: [50], 6: [60]}, places=["viewed"])
    [found] = ask("for_you", page(viewed=(6, 6, 5)), run=run)
    assert scores(found) == pytest.approx({60: 0.5, 50: 0.5 * 2**-0.2})
    assert ids(ask("for_you", page(customer=Customer(), viewed=(5,)), run=run)) == [[50]]


def test_each_kind_of_seed_reads_its_own_pairs(ann: Any) -> None:
    tea = bought(ann, 1)
    run = learn({tea: [900]}, places=["viewed"])
    assert ids(ask("for_you", of(ann), run=run)) == [[]]
    assert ids(ask("for_you", of(ann, tea), run=run)) == [[900]]
    both = learn({tea: [900]}, places=["page"])
    [[found]] = ask("for_you", of(ann, tea), run=both)
    assert found.score == pytest.approx(2 ** -(1 / 90) + 0.5)


def test_what_the_customer_has_is_left_to_the_filters(ann: Any) -> None:
    tea, cup = bought(ann, 2), bought(ann, 1)
    run = learn({tea: [cup]}, places=["page"])
    assert ids(ask("for_you", of(ann), run=run)) == [[cup]]


def test_a_long_past_is_cut_to_the_newest_thirty(ann: Any) -> None:
    products = [bought(ann, 40 - n) for n in range(31)]
    run = learn({pk: [10_000 + pk] for pk in products}, places=["customer"])
    [found] = ask("for_you", of(ann), run=run)
    assert sorted(one.product_id for one in found) == sorted(10_000 + pk for pk in products[1:])


def test_a_long_look_around_is_cut_to_the_last_thirty_views() -> None:
    run = learn({n: [1000 + n] for n in range(1, 32)}, places=["viewed"])
    [found] = ask("for_you", page(viewed=tuple(range(31, 0, -1))), run=run)
    assert len(found) == 30
    assert 1001 not in scores(found)


def test_equal_scores_come_in_the_order_of_ids() -> None:
    run = learn({5: [50]}, places=["viewed"])
    Pair.objects.create(
        run=run,
        place="viewed",
        product_id=5,
        rank=2,
        partner_id=40,
        score=0.99,
        orders_together=1,
        product_orders=1,
        partner_orders=1,
    )
    assert ids(ask("for_you", page(viewed=(5,)), run=run)) == [[40, 50]]


def test_two_queries_at_most_and_none_for_strangers(ann: Any) -> None:
    tea = bought(ann, 1)
    run = learn({tea: [900]}, places=["page"])
    assert queries("for_you", of(ann, tea), *[{}] * MANY, run=run) == 2
    assert queries("for_you", page(viewed=(tea,)), run=run) == 1
    assert queries("for_you", page(), run=run) == 0
    assert ids(ask("for_you", page(), run=run)) == [[]]


def test_a_back_test_knows_no_later_order(ann: Any) -> None:
    tea = bought(ann, 1)
    run = learn({tea: [900]}, places=["page"])
    assert ids(ask("for_you", of(ann), run=run, as_of=NOW - 2 * DAY)) == [[]]


def test_readiness_counts_customers(ann: Any) -> None:
    assert readiness("for_you").level == "empty"
    bought(ann, 1)
    assert readiness("for_you").have.startswith("1 customer with an account has ordered")
