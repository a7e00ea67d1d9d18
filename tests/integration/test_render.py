"""Slots in templates: what is planned, with which facts, and what comes out."""

from typing import Any

import pytest
from django.template import Context, RequestContext, Template
from django.test import Client, RequestFactory, override_settings
from pytest_django import DjangoAssertNumQueries

from tests import shopdata
from tests.stub_engine import StubEngine, stub_engine

__all__ = ["stub_engine"]


def template(*names: str) -> Template:
    tags = "".join(f'{{% crosssell_slot "{name}" %}}' for name in names)
    return Template("{% load crosssell_tags %}" + tags)


def test_any_template_can_show_a_slot(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"basket.top": ("plain",)}
    assert template("basket.top").render(Context()) == "[basket.top]"


def test_the_html_can_be_kept_in_a_variable(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"basket.top": ("plain",)}
    source = (
        '{% load crosssell_tags %}{% crosssell_slot "basket.top" as shown %}'
        '{% crosssell_slot "basket.bottom" as empty %}<{{ shown }}|{{ empty }}>'
    )
    assert Template(source).render(Context()) == "<[basket.top]|>"


def test_an_unknown_slot_shows_nothing_though_a_placement_names_it(
    stub_engine: StubEngine,
) -> None:
    stub_engine.slots = {"basket.nowhere": ("plain",)}
    assert template("basket.nowhere").render(Context()) == ""
    assert stub_engine.plans == []


@override_settings(CROSSSELL={"SLOTS": [{"name": "shop.x", "label": "X", "page": "x"}]})
def test_a_slot_of_the_shop_is_shown(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"shop.x": ("plain",)}
    assert template("shop.x").render(Context()) == "[shop.x]"


def test_slots_of_a_template_are_planned_together(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"basket.top": ("plain",), "page.top": ("plain", "plain")}
    shown = template("page.top", "basket.top", "home.top").render(Context())
    assert shown == "[page.top][page.top][basket.top]"
    assert stub_engine.plans == [["basket.top", "page.top"]]


def test_a_slot_behind_a_variable_is_planned_when_it_comes_up(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"page.top": ("plain",), "basket.top": ("plain",)}
    source = '{% load crosssell_tags %}{% crosssell_slot "page.top" %}{% include chosen %}'
    shown = Template(source).render(Context({"chosen": template("basket.top")}))
    assert shown == "[page.top][basket.top]"
    assert stub_engine.plans == [["page.top"], ["basket.top"]]
    assert stub_engine.facts[0] is stub_engine.facts[1]


def test_two_renderings_are_two_plans(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"page.top": ("plain",)}
    page = template("page.top")
    assert page.render(Context()) == page.render(Context()) == "[page.top]"
    assert len(stub_engine.plans) == 2


@pytest.mark.django_db
def test_a_slot_in_a_loop_is_planned_for_each_product(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"page.top": ("plain",), "card.below_title": ("plain",)}
    stub_engine.widget("plain", lambda planned, facts: {"of": facts._product}, "[{{ of }}]")
    products = [shopdata.make_product("Tea"), shopdata.make_product("Milk")]
    source = (
        '{% load crosssell_tags %}{% crosssell_slot "page.top" %}'
        '{% for product in products %}{% crosssell_slot "card.below_title" %}{% endfor %}'
    )
    shown = Template(source).render(Context({"products": products}))
    assert shown == "[None][Tea][Milk]"
    assert stub_engine.plans == [
        ["card.below_title", "page.top"],
        ["card.below_title"],
        ["card.below_title"],
    ]


@pytest.mark.django_db
def test_facts_come_from_the_context_and_what_is_no_product_is_left_out(
    stub_engine: StubEngine,
) -> None:
    stub_engine.slots = {"page.top": ("plain",)}
    user = shopdata.make_user()
    order = shopdata.make_order(shopdata.make_product("Tea"), user=user)
    category = shopdata.make_category()
    context = {"order": order, "category": category, "product": "a word", "user": "ann"}
    request = RequestFactory().get("/")
    template("page.top").render(RequestContext(request, context))
    template("page.top").render(Context({"order": order}))
    on_page, in_mail = stub_engine.facts
    assert on_page.request is request
    assert (on_page._product, on_page._category, on_page._order) == (None, category, order)
    assert on_page._user is None
    assert (in_mail.request, in_mail._user) == (None, user)


@pytest.mark.django_db
def test_a_widget_gets_the_token_of_its_visitor(stub_engine: StubEngine) -> None:
    stub_engine.widget("form", lambda planned, facts: {"word": "hi"}, "{{ word }} {{ csrf_token }}")
    stub_engine.slots = {"page.top": ("form",)}
    request = RequestFactory().get("/")
    shown = template("page.top").render(Context({"request": request}))
    assert shown.startswith("hi ")
    assert len(shown) == len("hi ") + 64
    assert template("page.top").render(Context()) == "hi "
    page = Context({"request": request, "csrf_token": "the page's own"})
    assert template("page.top").render(page) == "hi the page&#x27;s own"


def test_mail_has_templates_of_its_own(stub_engine: StubEngine) -> None:
    stub_engine.slots = {"mail.footer": ("plain",)}
    stub_engine.templates["crosssell/mail/plain.html"] = "mail: {{ site }}"
    context: dict[str, Any] = {"site": "shop.example"}
    assert template("mail.footer").render(Context(context)) == "mail: shop.example"
    request = RequestFactory().get("/")
    sent = template("mail.footer").render(Context({**context, "request": request}))
    assert sent == "mail: shop.example"
    assert [facts.request for facts in stub_engine.facts] == [None, None]


def test_a_widget_that_has_nothing_to_show_leaves_no_trace(stub_engine: StubEngine) -> None:
    stub_engine.widget("silent", lambda planned, facts: None)
    stub_engine.slots = {"page.top": ("silent",)}
    assert template("page.top").render(Context()) == ""


@pytest.mark.django_db
def test_an_empty_slot_costs_no_query(
    client: Client,
    stub_engine: StubEngine,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    product = shopdata.make_product("Tea")
    page = template("page.top", "product.top", "product.bottom")
    with django_assert_num_queries(0):
        assert page.render(Context({"product": product})) == ""
    assert stub_engine.plans == []
