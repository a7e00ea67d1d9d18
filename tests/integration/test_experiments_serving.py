"""Placements and rules under test: each visitor sees what his part holds, and nothing of others."""

import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crosssell import experiments
from crosssell.models import BufferedEvent, Rule
from tests import shopdata
from tests.integration.visiting import sign_in
from tests.learned import learn, place, rule
from tests.tested import kept_of, make_experiment, part, variant_in, visitor_in
from tests.visitor import AGENT, browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_table")]
HOME = "home.bottom"


@pytest.fixture
def teas() -> list[Any]:
    """Three bestsellers."""
    made = [shopdata.make_product(name) for name in ("Assam", "Ceylon", "Darjeeling")]
    learn(best=made)
    return made


def best(**more: Any) -> Rule:
    return rule("bestsellers", {"window": 28}, **more)


def titles(client: Client, path: str = "/") -> list[str]:
    """The titles of the widgets on a page."""
    html = client.get(path).content.decode()
    return re.findall(r"<h2[^>]*>\s*(Shelf \w+)\s*</h2>", html)


def products(client: Client) -> list[str]:
    """What the fragment of the slot shows."""
    html = client.get(f"/crosssell/slots/{HOME}/").content.decode()
    return list(dict.fromkeys(re.findall(r"\b(Assam|Ceylon|Darjeeling)\b", html)))


def test_a_placement_is_seen_by_those_whose_part_holds_it(teas: Any) -> None:
    one = place(best(), slot=HOME, title="Shelf one")
    two = place(best(), slot=HOME, title="Shelf two", position=20, min_items=0)
    test = make_experiment({"One": one, "Two": [two]}, shares=[300, 300], holdout=400)
    assert titles(visitor_in(test, "One")) == ["Shelf one"]
    assert titles(visitor_in(test, "Two")) == ["Shelf two"]
    assert titles(visitor_in(test, "Holdout")) == []
    # Whoever is in no test sees what the first variant holds.
    assert titles(Client()) == ["Shelf one"]


def test_a_rule_is_used_for_those_whose_part_holds_it(teas: Any) -> None:
    first = best(pins=[(teas[2], 1)], stop=True, priority=1)
    second = best(pins=[(teas[1], 1)], stop=True, priority=2)
    place(first, second, slot=HOME, max_items=1)
    test = make_experiment({"First": first, "Second": second}, shares=[300, 300], holdout=400)
    assert products(visitor_in(test, "First")) == ["Darjeeling"]
    assert products(visitor_in(test, "Second")) == ["Ceylon"]
    # Both rules are under test, and a holdout sees none: the stop of the first is none for others.
    assert products(visitor_in(test, "Holdout")) == []
    assert products(Client()) == ["Darjeeling"]


def test_only_whom_a_rule_is_about_meets_its_test(teas: Any) -> None:
    about = best(conditions=[("signed_in", {})])
    place(about, slot=HOME)
    test = make_experiment(about, holdout=500)
    guest = browser()
    assert products(guest) == []
    assert kept_of(guest) is None
    sign_in(guest)
    products(guest)
    assert (kept_of(guest) or {})["met"] == [test.pk]


def test_in_a_holdout_a_test_is_met_as_in_every_part(teas: Any) -> None:
    about = best()
    place(about, slot=HOME)
    test = make_experiment(about)
    for name in ("Shown", "Holdout"):
        client = visitor_in(test, name)
        products(client)
        assert (kept_of(client) or {})["met"] == [test.pk]


def test_a_holdouts_empty_place_is_no_empty_widget(teas: Any) -> None:
    one = place(best(), slot=HOME, title="Shelf one")
    test = make_experiment(one)
    titles(visitor_in(test, "Holdout"))
    assert not BufferedEvent.objects.filter(kind="shown").exists()
    titles(visitor_in(test, "Shown"))
    assert BufferedEvent.objects.filter(kind="shown").count() == 1


def test_what_is_shown_is_noted_with_the_variant(teas: Any) -> None:
    shelf, about = place(best(), slot=HOME), best(pins=[(teas[1], 1)])
    shelf.rules.set([about])
    test = make_experiment(about)
    request = visitor_in(test, "Shown").get("/").wsgi_request
    assert experiments.variant_of(request, "rule", about.pk) == part(test, "Shown").pk
    assert experiments.variant_of(request, "placement", shelf.pk) == 0
    assert experiments.variant_of(request, "rule", None) == 0
    other = Client(headers={"user-agent": AGENT, "DNT": "1"}).get("/").wsgi_request
    assert experiments.variant_of(other, "rule", about.pk) == 0


def test_two_parts_on_one_warm_process_see_nothing_of_each_other(teas: Any) -> None:
    first = best(pins=[(teas[2], 1)], stop=True, priority=1)
    second = best(pins=[(teas[1], 1)], priority=2)
    place(first, second, slot=HOME, max_items=1)
    test = make_experiment({"First": first, "Second": second}, holdout=0)
    one, two = visitor_in(test, "First"), visitor_in(test, "Second")
    for _again in range(3):
        assert [products(one), products(two)] == [["Darjeeling"], ["Ceylon"]]


def test_two_tests_beside_each_other_know_nothing_of_each_other(teas: Any) -> None:
    shelf = place(best(), slot=HOME, title="Shelf one")
    other = place(best(), slot="home.top", title="Shelf two")
    one = make_experiment(shelf, name="One")
    two = make_experiment(other, name="Two")
    shown = part(one, "Shown").pk, part(two, "Shown").pk
    in_both = Counter(
        (variant_in(one, bucket) == shown[0], variant_in(two, bucket) == shown[1])
        for bucket in range(1000)
    )
    # A quarter each, as far as chance goes: they have an order of their own.
    assert all(200 < in_both[a, b] < 300 for a in (True, False) for b in (True, False))


def test_when_a_test_ends_everybody_sees_the_first_variant(teas: Any) -> None:
    shelf = place(best(), slot=HOME, title="Shelf one")
    test = make_experiment(shelf)
    held_out = visitor_in(test, "Holdout")
    assert titles(held_out) == []
    assert experiments.end(test, timezone.now())
    assert titles(held_out) == ["Shelf one"]
