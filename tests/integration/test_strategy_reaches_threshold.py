"""The strategy reaches_threshold: what closes the gap, in a rule, with a fallback where none is."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crosssell.core.data import Basket, Candidate, Customer, Line, Page, Source
from crosssell.facts import Facts
from crosssell.strategies.reaches_threshold import Args, of_pages
from tests import bundled, laddered, pricing, shopdata
from tests.laddered import tier
from tests.learned import BEST, learn, place, rule
from tests.strategies import ask, readiness

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea() -> Any:
    return shopdata.make_product("Tea", "20.00")


@pytest.fixture
def cup() -> Any:
    return shopdata.make_product("Cup", "12.40")


def holding(*held: Any, **facts: Any) -> Page:
    lines = tuple(Line(one.pk, one.parent_id or one.pk, 1) for one in held)
    return Page("slot", timezone.now(), basket=Basket(lines), **facts)


def asked(page: Page, run: Any, **args: Any) -> list[Candidate]:
    [found] = ask("reaches_threshold", page, args, run=run, as_of=timezone.now())
    return found


def told(page: Page, run: Any, **args: Any) -> list[tuple[int, str]]:
    return [(one.product_id, one.reason) for one in asked(page, run, **args)]


def test_what_it_adds_and_what_for(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("30"), tier("60", "percent", label="the tenth part off"))
    run = learn(best=[cup])
    page = holding(tea)
    assert told(page, run) == [(cup.pk, "Adds $12.40: delivery is free")]
    assert told(page, run, overshoot=7) == []
    laddered.Tier.objects.filter(reward="free_shipping").delete()
    laddered.TierAmount.objects.update(at_least=32)
    laddered.Threshold.objects.get().save()
    assert told(page, run) == [(cup.pk, "Adds $12.40: you get the tenth part off")]


def test_nothing_without_a_gap_or_a_basket(tea: Any, cup: Any) -> None:
    run = learn(best=[cup])
    assert told(holding(tea), run) == []
    laddered.make_threshold(tier("20"))
    assert told(holding(tea), run) == []
    assert told(holding(), run) == told(Page("slot", timezone.now()), run) == []


def test_it_is_scored_evenly_and_says_what_it_adds(tea: Any, cup: Any) -> None:
    pot = shopdata.make_product("Pot", "10.00")
    laddered.make_threshold(tier("30"))
    found = asked(holding(tea), learn({tea: [cup]}, best=[pot]))
    assert [(one.product_id, one.score) for one in found] == [(cup.pk, 1.0), (pot.pk, 0.5)]
    assert found[0].parts == {"adds": 12.4}


def test_a_variant_among_several_is_left_to_the_widget(tea: Any) -> None:
    laddered.make_threshold(tier("30"))
    milk, _two = shopdata.make_parent("Milk", {"9 l": "10.80", "10 l": "12.00"})
    jam, [glass] = shopdata.make_parent("Jam", {"Glass": "10.50"})
    run = learn(best=[milk, jam])
    assert [one.product_id for one in asked(holding(tea), run)] == [jam.pk]
    glass.stockrecords.update(num_in_stock=0)
    assert asked(holding(tea), run) == []


def test_a_threshold_of_a_group_is_for_its_customers(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("30"), group="Regulars")
    run = learn(best=[cup])
    ann, bob = shopdata.make_user(groups=["Regulars"]), shopdata.make_user("bob@example.com")
    assert told(holding(tea, customer=Customer(ann.pk)), run)
    assert told(holding(tea, customer=Customer(bob.pk)), run) == []
    assert told(holding(tea), run) == []


def test_bundles_and_offers_of_a_basket_known_by_its_lines(tea: Any, cup: Any) -> None:
    bundled.make_bundle(tea, cup, reward="amount_off", amounts={"USD": "2.40"})
    laddered.make_threshold(tier("29"))
    run = learn(best=[cup])
    assert told(holding(tea), run) == [(cup.pk, "Adds $10.00: delivery is free")]
    pricing.site_offer(tea, percent="50")
    assert told(holding(tea), run) == []


def test_many_pages_cost_as_few_queries_as_one(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("30"))
    source = Source(learn(best=[cup]).pk, timezone.now(), 10)
    asks = [Args(), Args(overshoot=5), Args()]
    of_pages([holding(tea)], asks, source)
    counts = []
    for many in (1, 9):
        with CaptureQueriesContext(connection) as captured:
            found = of_pages([holding(tea)] * many, asks, source)
        counts.append(len(captured))
        assert found == [[found[0][0], [], found[0][0]]] * many
        assert [one.product_id for one in found[0][0]] == [cup.pk]
    # Each share that rules ask for looks at products of its own.
    assert counts[0] == counts[1] <= 24


def test_readiness_counts_thresholds_and_asks_for_orders(tea: Any) -> None:
    now = timezone.now()
    assert readiness("reaches_threshold", as_of=now).level == "empty"
    laddered.make_threshold(tier("30", decorative=True), name="Shown")
    assert readiness("reaches_threshold", as_of=now).level == "empty"
    laddered.make_threshold(tier("30"))
    thin = readiness("reaches_threshold", as_of=timezone.now())
    assert (thin.level, thin.have) == ("thin", "1 threshold is in force.")
    said = readiness("reaches_threshold", learn(best=[tea]), timezone.now())
    assert (said.level, said.missing) == ("ready", "")
    laddered.make_threshold(tier("30"), name="Later", starts_at=timezone.now().replace(year=2100))
    laddered.make_threshold(tier("30"), name="Over", ends_at=timezone.now().replace(year=2000))
    said = readiness("reaches_threshold", learn(best=[tea]), timezone.now())
    assert said.have == "1 threshold is in force."


def test_in_a_rule_of_the_visitors_own_basket(client: Client, tea: Any, cup: Any) -> None:
    jam = shopdata.make_product("Jam", "3.00")
    laddered.make_threshold(tier("30"))
    learn(best=[cup, jam])
    place(rule("reaches_threshold", fallbacks=[BEST]), slot="basket.below_lines", max_items=1)
    shopdata.fill_basket(client, tea)
    html = client.get("/basket/").content.decode()
    assert "Adds $12.40: delivery is free" in html
    pot = shopdata.make_product("Pot", "10.00")
    shopdata.fill_basket(client, pot)
    html = client.get("/basket/").content.decode()
    # Reached: the rule's fallback takes over.
    assert "delivery is free" not in html
    assert "Bestseller" in html


def test_the_visitors_vouchers_count(tea: Any, cup: Any) -> None:
    laddered.make_threshold(tier("30"))
    run = learn(best=[cup])
    basket = shopdata.make_basket(tea)
    pricing.add_voucher(basket, cup, percent="50")
    facts = Facts.of(None, basket=pricing.apply(basket))
    source = Source(run.pk, timezone.now(), 10, visit=facts)
    assert of_pages([holding(tea)], [Args()], source) == [[[]]]
    # One that is known by its lines alone has no voucher.
    assert told(holding(tea), run)
