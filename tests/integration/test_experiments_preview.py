"""Tests in the preview and in explanations: each part can be looked at, and nobody is exposed."""

from typing import Any

import pytest
from django.test import Client

from crosssell import engine, experiments
from crosssell.facts import Facts
from crosssell.models import Rule
from crosssell.why import steps
from tests import shopdata
from tests.bundled import make_bundle
from tests.integration.preview_page import asked, frames, seen
from tests.integration.preview_page import told as told_why
from tests.learned import SLOT, learn, place, rule
from tests.merchant import sign_in
from tests.tested import make_experiment, part, stored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
LIVE = "A test is live. This is what whoever is in no test sees; choose a part above to see the "
UNDER_TEST = "It is under test, and this visitor&#x27;s part does not show it."


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def tea() -> Any:
    made = shopdata.make_product("Tea")
    learn(best=[made])
    return made


def best(**more: Any) -> Rule:
    return rule("bestsellers", {"window": 28}, **more)


def test_without_a_test_nothing_is_said_of_tests(client: Client, tea: Any) -> None:
    place(best())
    response = asked(client)
    assert "part" not in response.context["form"].fields
    assert "test is live" not in response.content.decode()


def test_each_part_of_a_placement_is_shown(client: Client, tea: Any) -> None:
    test = make_experiment(place(best()))
    plain = asked(client)
    assert LIVE in plain.content.decode()
    assert seen(plain) == [["Tea"]]
    assert seen(asked(client, part=part(test, "Shown").pk)) == [["Tea"]]
    held_out = asked(client, part=part(test, "Holdout").pk)
    assert seen(held_out) == [[]]
    html = held_out.content.decode()
    assert UNDER_TEST in html
    assert "This is what the part “Holdout” of “Test” sees." in html
    assert "part" in asked(client, part=999).context["form"].errors
    assert stored() == []


def test_each_part_of_a_rule_is_shown_and_why(client: Client, tea: Any) -> None:
    about = best(name="Bestsellers")
    place(about)
    test = make_experiment(about)
    held_out = asked(client, part=part(test, "Holdout").pk, why_not=tea.pk)
    assert UNDER_TEST in held_out.content.decode()
    assert told_why(held_out) == [
        "Rule “Bestsellers” is not in force: It is under test, and this visitor's part does not "
        "show it."
    ]
    experiments.end(test, test.started_at)
    assert seen(asked(client)) == [["Tea"]]


def test_a_bundle_of_a_basket_is_that_of_the_part(client: Client, tea: Any) -> None:
    cup = shopdata.make_product("Cup", "6.00")
    place(widget="bundle", slot="basket.below_lines")
    test = make_experiment(make_bundle(tea, cup))
    query = {"slot": "basket.below_lines", "basket": [tea.pk, cup.pk]}
    for name, saved in (("Shown", True), ("Holdout", False)):
        [frame] = frames(asked(client, part=part(test, name).pk, **query))
        assert ("Your bundles" in frame) == saved


def test_an_explanation_says_what_is_under_test(tea: Any) -> None:
    unseen, used = best(name="Unseen"), best(name="Used")
    place(unseen, used)
    make_experiment({"Nothing of it": [], "Shown": unseen}, holdout=0)
    found = engine.explain(Facts.of(None), SLOT)
    [placement] = found.placements
    assert [(one.name, one.applies, one.code) for one in placement.rules] == [
        ("Unseen", False, "under_test"),
        ("Used", True, ""),
    ]


def test_a_placement_under_test_is_not_asked(tea: Any) -> None:
    make_experiment({"Nothing of it": [], "Shown": place(best())}, holdout=0)
    found = engine.explain(Facts.of(None), SLOT)
    [placement] = found.placements
    assert (placement.shown, placement.code) == (False, "under_test")
    assert [one.code for one in placement.rules] == ["not_asked"]
    assert [one.code for one in steps(found, [tea.pk])] == ["under_test"]
