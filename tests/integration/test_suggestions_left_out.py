"""What is no suggestion, what is counted, and how long an answer is kept."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.apps.partner.availability import Unavailable as NotToBuy
from oscar.apps.partner.prices import Unavailable
from oscar.apps.partner.strategy import PurchaseInfo

from crosssell import bundles
from crosssell.models import Bundle, Preference
from crosssell.suggestions import draft, survey
from crosssell.suggestions.kept import kept_survey
from tests import shopdata
from tests.bundled import make_bundle
from tests.learned import learn
from tests.shopdata import make_order, make_product
from tests.suggested import found, orders, sold, titles
from tests.teatime import NOW, cup, tea

__all__ = ["cup", "tea"]

pytestmark = pytest.mark.django_db


def test_sets_that_cannot_be_bundles_are_left_out(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    assert titles(found()) == [["Tea", "Cup"]]

    Preference.objects.create(product=cup, never=True)
    assert survey(now=NOW).left_out == {"never": 1}
    Preference.objects.update(never=False)
    cup.stockrecords.update(num_in_stock=0)
    assert survey(now=NOW).left_out == {"not_sold": 1}
    cup.stockrecords.update(num_in_stock=9, price_currency="EUR")
    assert survey(now=NOW).left_out == {"currencies": 1}
    cup.stockrecords.update(price_currency="USD")
    type(cup).objects.filter(pk=cup.pk).update(is_public=False)
    assert survey(now=NOW).left_out == {"not_sold": 1}
    type(cup).objects.filter(pk=cup.pk).update(is_public=True, is_discountable=False)
    assert found() == []


def test_what_a_bundle_or_a_draft_holds_is_not_suggested_again(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    drinks = shopdata.make_category("Drinks")
    for product in (tea, cup):
        shopdata.ProductCategory.objects.create(product=product, category=drinks)
    pot = make_product("Pot")

    def covered(*parts: Any, **fields: Any) -> bool:
        bundle = make_bundle(*parts, **fields)
        found = survey(now=NOW).left_out == {"covered": 1}
        bundle.delete()
        return found

    assert covered(tea, cup)
    assert covered(cup, tea, active=False)
    assert covered((2, drinks))
    assert covered([tea, pot], drinks)
    assert not covered(tea, pot)
    assert not covered(tea, cup, pot)
    assert not covered((2, tea), cup)
    assert not covered(cup, (2, tea))
    assert not covered(tea)
    assert not covered(tea, cup, ends_at=NOW - timedelta(days=1))


def test_nothing_is_suggested_without_a_run_or_orders(tea: Any, cup: Any) -> None:
    assert survey(now=NOW).run_id is None
    assert found() == []
    learn({tea: [cup]})
    assert found() == []


def test_old_and_cancelled_orders_do_not_count(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    orders(6, tea, cup, at=NOW - timedelta(days=91))
    orders(6, tea, cup, status="Cancelled")

    assert found()[0].together == 6


def test_more_orders_and_sets_cost_no_more_queries(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    with CaptureQueriesContext(connection) as one:
        survey(now=NOW)
    pots = [make_product(f"Pot {number}") for number in range(4)]
    for pot in pots:
        orders(6, tea, pot)
    learn({tea: [cup, *pots]}, together=6)
    orders(60, make_product("Others"))
    with CaptureQueriesContext(connection) as many:
        assert len(survey(now=NOW).suggestions) == 3

    assert len(many) == len(one)


def test_a_survey_is_kept_until_something_changes(tea: Any, cup: Any) -> None:
    for _ in range(6):
        make_order(tea, cup, at=timezone.now() - timedelta(days=1))
    for _ in range(20):
        make_order(make_product("Other"), at=timezone.now() - timedelta(days=1))
    learn({tea: [cup]}, together=6)
    first = kept_survey()
    make_order(tea, cup, at=timezone.now() - timedelta(hours=1))

    assert kept_survey() == first
    assert kept_survey(5).suggestions[0].together == 7
    made = draft(first.suggestions[0], Decimal(0))
    assert kept_survey().left_out == {"covered": 1}
    made.ends_at = NOW - timedelta(days=1)
    made.save()
    bundles.changed(made.pk)
    assert kept_survey().left_out == {}
    Bundle.objects.all().delete()
    Preference.objects.create(product=tea, never=True)
    assert kept_survey().left_out == {"never": 1}


def test_what_the_shops_strategy_does_not_sell_is_left_out(
    tea: Any, cup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(tea, cup)

    class NotForGuests:
        def fetch_for_product(self, product: Any) -> Any:
            return PurchaseInfo(Unavailable(), NotToBuy(), None)

    monkeypatch.setattr("crosssell.suggestions.guests_strategy", NotForGuests)

    assert survey(now=NOW).left_out == {"not_sold": 1}


def test_orders_of_other_currencies_count_but_are_not_replayed(tea: Any, cup: Any) -> None:
    sold(tea, cup)
    foreign = make_order(tea, cup)
    type(foreign).objects.filter(pk=foreign.pk).update(currency="EUR")

    (one,) = found()

    assert (one.together, one.given, one.discount) == (7, 6, Decimal("3.90"))


def test_only_the_newest_orders_are_counted_where_there_are_too_many(
    tea: Any, cup: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(tea, cup)
    monkeypatch.setattr("crosssell.suggestions.MOST_ORDERS", 19)

    told = survey(now=NOW)

    assert (told.orders, told.window_orders) == (19, 20)
    assert told.suggestions[0].together == 5
