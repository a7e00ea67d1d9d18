"""An explanation plans the slots that are rendered on the same page, and asks the widget."""

from typing import Any

import pytest

from crosssell import engine
from crosssell.facts import Facts
from tests import shopdata
from tests.learned import learn, place, rule

pytestmark = pytest.mark.django_db

CARDS = "product.below_description"


def taken_by(above: str, below: str, **page: Any) -> bool:
    """Whether a placement in the one slot keeps its product from the other, in an explanation."""
    learn(best=[shopdata.make_product("Cup")])
    for name in (above, below):
        place(rule("bestsellers"), slot=name)
    [placement] = engine.explain(Facts.of(None, **page), below).placements
    [found] = placement.rules[0].candidates
    assert placement.shown == (found.filter != "once_a_page")
    return not placement.shown


@pytest.mark.parametrize(
    ("above", "below", "taken"),
    [
        ("list.above_products", "category.below_title", True),
        ("category.below_title", "page.bottom", True),
        ("basket.top", "page.bottom", False),
        ("basket.empty", "basket.bottom", True),
        ("basket.below_lines", "basket.bottom", False),
        ("basket.top", "basket.empty", True),
        ("product.top", "basket.top", False),
    ],
)
def test_slots_of_one_template_compete(above: str, below: str, taken: bool) -> None:
    about = {"category": shopdata.make_category("Tea")} if "category" in above else {}
    assert taken_by(above, below, **about) == taken


def test_lists_and_categories_compete_on_a_category_page_alone() -> None:
    tea = shopdata.make_category("Tea")
    assert taken_by("list.above_products", "list.below_products")
    place(rule("bestsellers"), slot="category.below_title")
    [one] = engine.explain(Facts.of(None), "category.below_title").placements
    assert not one.shown
    [one] = engine.explain(Facts.of(None, category=tea), "list.above_products").placements
    assert one.shown


def test_a_line_of_the_basket_stands_on_the_basket_page() -> None:
    jam = shopdata.make_product("Jam")
    basket = shopdata.make_basket(jam)
    assert taken_by("basket.top", "basket.below_lines", basket=basket)


def test_a_slot_of_every_page_is_on_the_page_of_the_product() -> None:
    tea = shopdata.make_product("Tea")
    assert taken_by("product.top", "page.bottom", product=tea)


@pytest.mark.parametrize(("variants", "taken"), [(True, False), (False, True)])
def test_what_a_parent_has_no_button_for_takes_nothing(variants: bool, taken: bool) -> None:
    tea = shopdata.make_product("Tea")
    if variants:
        tea, _children = shopdata.make_parent("Earl", {"Earl Grey": "3.00"})
    assert taken_by("product.above_button", "product.bottom", product=tea) == taken


def test_slots_of_the_shop_s_own_go_together_by_page(settings: Any) -> None:
    both = [{"name": f"about.{name}", "label": name, "page": "about"} for name in ("top", "end")]
    settings.CROSSSELL = {"SLOTS": both}
    assert taken_by("about.top", "about.end")


def test_a_template_that_cannot_be_read_groups_by_page(settings: Any) -> None:
    lost = [
        {"name": f"lost.{name}", "label": name, "page": "lost", "template": "lost.html"}
        for name in ("top", "end")
    ]
    settings.CROSSSELL = {"SLOTS": lost}
    assert taken_by("lost.top", "lost.end")


def test_a_widget_that_cannot_show_its_products_says_so() -> None:
    cup = shopdata.make_product("Cup")
    tea = shopdata.make_product("Tea", stock=0)
    learn({tea: [cup]})
    place(widget="bought_together", slot=CARDS)
    [one] = engine.explain(Facts.of(None, product=tea), CARDS).placements
    assert (one.shown, one.code) == (False, "nothing")


def test_a_widget_that_fails_shows_nothing(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    learn(best=[shopdata.make_product("Cup")])
    place(rule("bestsellers"), slot=CARDS)
    monkeypatch.setattr("crosssell.oscar.lookup.lists_basket", lambda request: 1 / 0)
    [one] = engine.explain(Facts.of(None), CARDS).placements
    assert (one.shown, one.code) == (False, "nothing")
    assert "failed" in caplog.text
