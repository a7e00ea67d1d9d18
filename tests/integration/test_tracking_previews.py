"""What no shopper sees is never counted: previews, mail, and pages of the past."""

from typing import Any

import pytest
from django.test import Client

from crosssell import engine, render
from crosssell.facts import Facts
from tests import laddered, merchant, shopdata
from tests.bundled import make_bundle
from tests.integration.preview_page import asked, frames, seen
from tests.integration.storefront import last_mail, to_thank_you
from tests.laddered import tier
from tests.learned import SLOT, learn, place, rule
from tests.noted import noted, shown
from tests.visitor import AGENT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]


@pytest.fixture
def tea() -> Any:
    """Tea with a cup beside it, by every widget."""
    tea, cup = shopdata.make_product("Tea", "4.00"), shopdata.make_product("Cup", "7.50")
    learn({tea: [cup]}, best=[cup])
    make_bundle(tea, cup)
    laddered.make_threshold(tier("30"))
    for position, widget in enumerate(("products", "bought_together", "comparison", "bundle")):
        rules = [rule()] if widget in ("products", "comparison") else []
        place(*rules, widget=widget, position=position)
    place(widget="threshold", position=8)
    # On every page, so in the shop's layout around a preview too.
    place(rule("bestsellers"), slot="page.top", position=9)
    return tea


@pytest.mark.parametrize("privacy", [{}, {"DNT": "1"}])
@pytest.mark.parametrize("as_customer", [False, True])
def test_a_preview(client: Client, tea: Any, as_customer: bool, privacy: dict[str, str]) -> None:
    merchant.sign_in(client)
    client.defaults["HTTP_USER_AGENT"] = AGENT
    client.defaults |= {f"HTTP_{name}": value for name, value in privacy.items()}
    who = {"customer": shopdata.make_user("bob@example.com").pk} if as_customer else {}
    answer = asked(client, product=tea.pk, **who)
    assert ["Cup"] in seen(answer)
    pages = "".join(frames(answer))
    assert "crosssell--bundle" in pages
    assert "data-crosssell-token" not in pages
    assert "?crosssell=" not in pages
    assert (shown(), noted("back"), noted("exposed")) == ([], [], [])


def test_whoever_previews_is_a_person_all_the_same(visitor: Client, tea: Any) -> None:
    # The same page before the same shopper counts: only the preview does not.
    assert visitor.get(tea.get_absolute_url()).status_code == 200
    assert len(shown()) == 6


def test_mail(visitor: Client, tea: Any) -> None:
    placed = place(rule("bestsellers"), slot="order_mail.below_order", title="Try these")
    to_thank_you(visitor, tea)
    assert "Try these" in last_mail()
    assert "?crosssell=" not in last_mail()
    assert placed.pk not in [pk for pk, _ in shown()]


def test_a_page_that_nobody_asked_for(tea: Any) -> None:
    facts = Facts.of(None, product=tea)
    planned = engine.plan(facts, [SLOT])[SLOT]
    found = [(item.shown, item.query) for one in planned for item in one.items]
    assert found == [(None, "")]
    assert "Cup" in render.piece(planned[0], facts)
    assert shown() == []
