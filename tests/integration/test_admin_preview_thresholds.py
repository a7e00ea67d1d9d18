"""The preview of the widgets of thresholds, which need no rules."""

import html

import pytest
from django.test import Client

from tests.integration.preview_page import asked, frames
from tests.laddered import make_threshold, tier
from tests.learned import place
from tests.merchant import sign_in
from tests.shopdata import make_product

pytestmark = pytest.mark.django_db
SLOT = "basket.below_lines"


@pytest.fixture(autouse=True)
def merchant(client: Client) -> None:
    sign_in(client)


def test_a_bar_is_drawn_and_nobody_asks_for_rules(client: Client) -> None:
    make_threshold(tier("35", "percent", args={"percent": "5"}))
    place(widget="threshold", slot=SLOT)
    page = asked(client, slot=SLOT)
    [frame] = frames(page)
    assert "Spend $35.00 and get 5 % off" in frame
    text = html.unescape(page.content.decode())
    assert "It has no rule" not in text
    assert "items</p>" not in text


@pytest.mark.parametrize(
    ("widget", "why"),
    [("threshold", "no threshold is on for this visitor"), ("gap_filler", "Nothing to add")],
)
def test_why_nothing_is_shown(client: Client, widget: str, why: str) -> None:
    tea = make_product("Tea", "4.00")
    place(widget=widget, slot=SLOT)
    text = html.unescape(asked(client, slot=SLOT, basket=[tea.pk]).content.decode())
    assert why in text
    assert "cannot be put in the basket at once" not in text


def test_a_widget_of_rules_without_one_says_so(client: Client) -> None:
    place(slot=SLOT)
    assert "It has no rule" in asked(client, slot=SLOT).content.decode()
