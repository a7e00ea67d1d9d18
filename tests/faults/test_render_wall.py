"""No error of ours reaches the shopper: it is logged once and shows as nothing."""

import logging
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client

from crosssell import engine, render
from crosssell.facts import Facts
from tests import shopdata
from tests.stub_engine import StubEngine, stub_engine

__all__ = ["stub_engine"]
LOAD = "{% load crosssell_tags %}"
ONE = LOAD + '{% crosssell_slot "product.below_description" %}'
TWO = ONE + '{% crosssell_slot "product.bottom" %}'


def boom(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("a plugin is broken")


def shown(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.ERROR, logger="crosssell")
    return caplog


def test_a_plan_that_fails_is_logged_once_for_the_whole_page(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture
) -> None:
    stub_engine.slots = {"product.below_description": ("plain",), "product.bottom": ("plain",)}
    stub_engine.fails = RuntimeError("no plan today")
    assert shown(TWO) == ""
    (record,) = logged.records
    assert record.getMessage() == (
        "Slot product.below_description shows nothing: it could not be planned."
    )
    assert record.exc_info
    assert str(record.exc_info[1]) == "no plan today"
    assert len(stub_engine.plans) == 1


def test_a_map_of_placements_that_fails_is_asked_once(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "active_slots", boom)
    assert shown(TWO) == ""
    assert len(logged.records) == 1


def test_facts_that_cannot_be_made_show_nothing(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub_engine.slots = {"product.below_description": ("plain",), "product.bottom": ("plain",)}
    monkeypatch.setattr(Facts, "of", boom)
    assert shown(TWO) == ""
    assert len(logged.records) == 1


def test_one_failing_widget_leaves_the_others_standing(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture
) -> None:
    stub_engine.widget("broken", boom)
    stub_engine.slots = {
        "product.below_description": ("plain", "broken", "plain"),
        "product.bottom": ("plain",),
    }
    assert shown(TWO) == "[product.below_description]" * 2 + "[product.bottom]"
    (record,) = logged.records
    assert record.getMessage() == (
        "Slot product.below_description does not show placement 2: the widget broken failed."
    )


def test_a_broken_template_shows_nothing(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture
) -> None:
    stub_engine.widget("broken", lambda planned, facts: {}, "{% include nothing %}")
    stub_engine.slots = {"product.below_description": ("broken", "plain")}
    assert shown(ONE) == "[product.below_description]"
    assert "placement 1" in logged.records[0].getMessage()


def test_a_widget_whose_kind_is_gone_shows_nothing(
    stub_engine: StubEngine, logged: pytest.LogCaptureFixture
) -> None:
    stub_engine.slots = {"product.below_description": ("uninstalled", "plain")}
    assert shown(ONE) == "[product.below_description]"
    assert "the widget uninstalled failed" in logged.records[0].getMessage()


def test_a_widget_that_holds_slots_does_not_run_for_ever(stub_engine: StubEngine) -> None:
    stub_engine.widget("nested", lambda planned, facts: {}, "(" + ONE + ")")
    stub_engine.slots = {"product.below_description": ("nested",)}
    assert shown(ONE) == "()"
    assert render._inside_widget.get() is False


@pytest.mark.django_db
def test_the_page_is_whole_although_every_widget_fails(
    client: Client, stub_engine: StubEngine, logged: pytest.LogCaptureFixture
) -> None:
    stub_engine.widget("broken", boom)
    stub_engine.slots = {"page.top": ("broken",), "product.below_description": ("broken",)}
    response = client.get(shopdata.make_product("Tea").get_absolute_url())
    assert response.status_code == 200
    assert "Tea" in response.content.decode()
    assert len([r for r in logged.records if r.name == "crosssell.render"]) == 2
