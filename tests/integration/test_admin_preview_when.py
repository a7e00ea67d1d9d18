"""The preview for another moment, another visitor, and at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crosssell.admin.shop_time import ShopTimeField
from tests.integration.preview_page import PREVIEW, asked, candidates, seen
from tests.learned import BEST, learn, place, rule
from tests.merchant import sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
SLOT = "product.below_description"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


def test_a_later_date_shows_what_will_be_shown_then(client: Client) -> None:
    tea, milk, jam = make_product("Tea"), make_product("Milk"), make_product("Jam")
    learn({tea: [milk]}, best=[jam])
    soon = timezone.now() + timedelta(days=10)
    place(rule(name="Now", ends_at=soon), max_items=1, position=1, title="Now")
    place(rule("bestsellers"), starts_at=soon, position=2, title="Later")
    then = timezone.localtime(soon + timedelta(days=1), timezone.get_default_timezone())

    today, later = asked(client, product=tea.pk), asked(client, product=tea.pk, at=f"{then:%FT%R}")

    assert seen(today) == [["Milk"], []]
    assert seen(later) == [[], ["Jam"]]
    assert later.context["now"] == then.replace(second=0, microsecond=0)
    assert "with the catalogue, prices and orders of today." in later.content.decode()
    assert "As of" not in today.content.decode()


def test_a_moment_is_in_the_shop_s_time_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        field = ShopTimeField(required=False)
        at = field.clean("2026-06-01T12:30")

        assert at is not None
        assert str(at.tzinfo) == settings.TIME_ZONE
        assert (at.hour, at.minute) == (12, 30)
        assert field.widget.format_value(field.prepare_value(at)) == "2026-06-01T12:30"
        assert settings.TIME_ZONE in str(field.help_text)
        assert field.clean("") is None


def test_what_was_viewed_is_the_shopper_s_and_not_the_merchant_s(client: Client) -> None:
    milk, jam, own = make_product("Milk"), make_product("Jam"), make_product("Own")
    place(rule("recently_viewed"), slot="home.top")
    client.cookies[settings.OSCAR_RECENTLY_VIEWED_COOKIE_NAME] = f"[{own.pk}]"

    chosen = asked(client, slot="home.top", viewed=[milk.pk, jam.pk])
    nobody = asked(client, slot="home.top")

    assert seen(chosen) == [["Milk", "Jam"]]
    assert seen(nobody) == [[]]


def test_backups_and_pins_are_labelled_and_fallbacks_named(client: Client) -> None:
    tea, milk, jam, honey = (make_product(name) for name in ("Tea", "Milk", "Jam", "Honey"))
    learn({tea: [milk]}, best=[jam])
    place(rule(fallbacks=[BEST], pins=[(honey, 1)], stop=True, name="Pairs"))

    response = asked(client, product=tea.pk)

    assert candidates(response) == [
        ("Honey", "Pinned", "Shown at place 1."),
        ("Milk", "Primary", "Shown at place 2."),
        ("Jam", "Backup", "Shown at place 3."),
    ]
    [shown] = response.context["placements"][0].rules
    assert shown.fallbacks == ("bestsellers",)
    html = response.content.decode()
    assert "Stops: no rule after it is asked" in html
    assert "Bought together in 48 of 210 orders" in html


def test_parts_of_a_boosted_score_are_bars_that_add_up(client: Client) -> None:
    tea, milk, jam = make_product("Tea"), make_product("Milk"), make_product("Jam")
    learn({tea: [milk, jam]})
    place(rule(boosts=[("score", {}, 3), ("shuffle", {}, 1)]))

    [shown] = asked(client, product=tea.pk).context["placements"][0].rules

    for one in shown.candidates:
        assert sum(part.value for part in one.parts) == pytest.approx(one.trace.score)
        assert [part.label for part in one.parts] == [
            "The strategy's own score",
            "By chance, the same for a visit",
        ]
    best = shown.candidates[0]
    assert abs(sum(part.width for part in best.parts) - 100) <= 1
    plain = asked(client, product=tea.pk, slot="home.top")
    assert seen(plain) == []


def test_parts_without_boosts_are_numbers(client: Client) -> None:
    tea = make_product("Tea")
    learn({tea: [make_product("Milk")]})
    place(rule())

    [shown] = asked(client, product=tea.pk).context["placements"][0].rules

    assert shown.candidates[0].parts
    assert {part.share for part in shown.candidates[0].parts} == {None}


def test_the_number_of_queries_does_not_grow_with_products_and_rules(client: Client) -> None:
    tea, *others = [make_product(f"P{n}") for n in range(12)]
    learn({tea: others}, best=others)

    def queries() -> int:
        query = {"slot": SLOT, "product": tea.pk, "why_not": others[0].pk}
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(PREVIEW, query).status_code == 200
        return len(found)

    place(rule(fallbacks=[BEST]), max_items=1)
    queries()
    few = queries()
    for position in range(3):
        place(rule(fallbacks=[BEST]), rule("bestsellers"), max_items=3, position=position)
    queries()
    many = queries()

    # A strategy more would cost its own, and its readiness where the product is not proposed.
    assert few <= 40
    assert many == few
