"""The threshold bar on a page: its words, the progress element, every tier, and when it shows."""

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import engine, registry
from crosssell.facts import Facts
from tests import laddered, shopdata
from tests.laddered import tier
from tests.learned import place

pytestmark = pytest.mark.django_db
SLOT = "page.top"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def widget(html: str) -> str:
    found = re.search(r'<section class="crosssell crosssell--threshold".*?</section>', html, re.S)
    return found.group() if found else ""


def shown(client: Client, url: str = "/") -> str:
    response = client.get(url)
    assert response.status_code == 200
    return widget(response.content.decode())


@pytest.fixture
def tea() -> Any:
    shopdata.make_country()
    return shopdata.make_product("Tea", "20.00")


def test_the_bar_says_it_in_words_as_a_bar_and_tier_by_tier(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("15", "message"), tier("30", "percent"))
    placed = place(widget="threshold", slot=SLOT, title="Your rewards")
    shopdata.fill_basket(client, tea)
    html = shown(client)
    assert words(html) == (
        "Your rewards Add $10.00 more and get 10 % off. $20.00 of $30.00 "
        "$15.00 a surprise Reached $30.00 10 % off $10.00 to go"
    )
    [progress] = re.findall(r"<progress [^>]*>", html)
    assert 'max="100" value="66"' in progress
    assert 'aria-valuetext="$20.00 of $30.00"' in progress
    # It is called what the text says.
    assert f'aria-labelledby="crosssell-{placed.pk}-text"' in progress
    assert f'id="crosssell-{placed.pk}-text"' in html
    assert re.findall(r'<circle( class="is-reached")? cx="([\d.]+)%"', html) == [
        (' class="is-reached"', "50.00"), ("", "100.00"),
    ]  # fmt: skip
    # A page may forbid them.
    assert "style=" not in html


def test_it_moves_with_the_next_page(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot=SLOT)
    assert "Spend $40.00 and get a surprise." in words(shown(client))
    for text in ("Add $20.00 more and get a surprise.", "Yours with this order: a surprise."):
        shopdata.fill_basket(client, tea)
        assert text in words(shown(client))


def test_a_shop_without_thresholds_shows_nothing(client: Client, tea: Any) -> None:
    place(widget="threshold", slot=SLOT)
    assert shown(client) == ""
    laddered.make_threshold(tier("40", "message"), active=False)
    assert shown(client) == ""


def test_too_far_away_it_waits_without_a_word(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", "message"), tier("100", "message"))
    place(widget="threshold", slot=SLOT, args={"show_from": 50})
    empty = shown(client)
    assert words(empty) == ""
    assert " hidden" in empty.split(">")[0]
    shopdata.fill_basket(client, tea)
    assert "Add $20.00 more" in words(shown(client))
    # Of the next tier that is 40 %.
    shopdata.fill_basket(client, tea)
    assert words(shown(client)) == ""
    shopdata.fill_basket(client, tea, quantity=3)
    assert "Yours with this order" in words(shown(client))


def test_the_one_that_the_placement_names(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", "message", label="first"), name="First", priority=1)
    second = laddered.make_threshold(tier("50", "message", label="second"), name="Second")
    placed = place(widget="threshold", slot=SLOT, args={"threshold": second.pk})
    assert "Spend $50.00 and get second." in words(shown(client))
    second.delete()
    # Another one is not what the merchant chose.
    assert words(shown(client)) == ""
    placed.args = {}
    placed.save()
    assert "Spend $40.00 and get first." in words(shown(client))


def test_what_a_merchant_writes_is_text(client: Client, tea: Any) -> None:
    bad = "<script>alert(1)</script> {reward} {gap} { {0.__class__} %s"
    laddered.make_threshold(tier("40", "message", label="<b>x</b>"), texts={"": (bad, bad, bad)})
    place(widget="threshold", slot=SLOT)
    html = shown(client)
    assert "<script>" not in html
    assert "<b>" not in html
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;x&lt;/b&gt; $40.00 { {0.__class__} %s"
        in (html)
    )


def test_a_card_of_a_list_has_room_for_a_line(client: Client, search_index: Any) -> None:
    food = shopdata.make_category("Food")
    shopdata.make_product("Tea", "20.00", category=food)
    shopdata.make_product("Cup", "20.00", category=food)
    search_index()
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot="card.below_price")
    html = client.get(food.get_absolute_url()).content.decode()
    chip = '<span class="crosssell-chip">Spend $40.00 and get a surprise.</span>'
    assert html.count(chip) == 2
    assert "<progress" not in html


def test_free_delivery_says_what_it_takes_for_granted(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40"), tier("50", "message"))
    placed = place(widget="threshold", slot=SLOT)
    assert "For delivery to United States by" in words(shown(client))
    placed.args = {"assume": False}
    placed.save()
    assert "For delivery" not in words(shown(client))


def test_without_free_delivery_nothing_is_taken_for_granted(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot=SLOT)
    assert "For delivery" not in words(shown(client))


@pytest.mark.parametrize(
    "slot", ["mini_basket.bottom", "product.below_button", "product.top", "page.footer"]
)
def test_it_stands_in_any_slot(client: Client, tea: Any, slot: str) -> None:
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot=slot)
    assert "Spend $40.00 and get a surprise." in words(shown(client, tea.get_absolute_url()))


def test_a_slot_alone_shows_it_too(client: Client, tea: Any) -> None:
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot="product.top")
    url = reverse("crosssell:fragment", kwargs={"slot": "product.top"})
    html = client.get(url, {"product": tea.pk}).content.decode()
    assert "Spend $40.00 and get a surprise." in words(html)


def test_a_card_has_no_line_for_what_is_too_far_away(client: Client, search_index: Any) -> None:
    food = shopdata.make_category("Food")
    shopdata.make_product("Tea", "20.00", category=food)
    search_index()
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot="card.below_price", args={"show_from": 10})
    html = client.get(food.get_absolute_url()).content.decode()
    assert "Tea" in html
    assert "crosssell-placement" not in html


def test_mail_that_is_about_no_order_shows_nothing(tea: Any) -> None:
    laddered.make_threshold(tier("40", "message"))
    place(widget="threshold", slot="alert_mail.below_message")
    facts = Facts.of(None, product=tea)
    [planned] = engine.plan(facts, ["alert_mail.below_message"])["alert_mail.below_message"]
    assert registry.get("widgets", "threshold").run(planned, facts) is None
