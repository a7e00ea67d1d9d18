"""A rule in words: on its page, in the list, and in the order of the sentence."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell import registry
from crosssell.admin import words
from crosssell.admin.rules.words import RuleRows, parts, rule_in_words, rule_names
from crosssell.filters.seen_often import Args as SeenOften
from crosssell.models import Placement, Rule
from tests.merchant import rule_form, sign_in
from tests.shopdata import make_category, make_product

pytestmark = pytest.mark.django_db
LIST = reverse("admin:crosssell_rule_changelist")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    return sign_in(client)


@pytest.fixture
def whole() -> Rule:
    """A rule with one of everything."""
    cheese, tea = make_category("Cheese"), make_product("Tea")
    rule = Rule.objects.create(name="Whole", strategy="matrix", stop=True)
    rule.conditions.create(code="in_category", args={"categories": [cheese.pk]})
    rule.conditions.create(code="signed_in", negate=True)
    rule.fallbacks.create(code="new_arrivals", args={"days": 30}, position=2)
    rule.fallbacks.create(code="bestsellers", args={}, position=1)
    rule.filters.create(code="owned_already")
    rule.filters.create(code="in_basket")
    rule.boosts.create(code="score", weight=10)
    rule.boosts.create(code="gone", weight=-5)
    rule.pins.create(product=tea, position=2)
    return rule


def said(rule: Rule) -> str:
    rows = RuleRows.of(rule)
    return rule_in_words(rows, rule_names([rows]))


def test_every_part_is_said(whole: Rule) -> None:
    tea = whole.pins.get().product

    assert said(whole) == (
        "When the page is in Cheese and not: the shopper is signed in: show companions from the "
        "matrix, if these are too few, bestsellers, then new arrivals of the last 30 days, but "
        "never bought before by the customer or in the basket already, best first by "
        "the strategy's own score (weight 10) and gone (not installed) (weight -5), "
        f"always Tea · {tea.upc} at place 2, then stop here."
    )


def test_one_boost_needs_no_weight() -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    boost = rule.boosts.create(code="gone", weight=3)
    assert (
        said(rule) == "Always show companions from the matrix, best first by gone (not installed)."
    )
    boost.weight = -3
    boost.save()
    assert said(rule).endswith("best first by gone (not installed), the least first.")


def test_the_parts_are_in_the_order_of_the_sentence(whole: Rule) -> None:
    rows = RuleRows.of(whole)

    found = [part.label for part in parts(rows, rule_names([rows]))]

    assert found == [
        "When", "Show", "If these are too few", "But never", "Best first by",
        "Always at its place", "Then",
    ]  # fmt: skip


def test_the_page_reads_as_the_sentence(client: Client, whole: Rule) -> None:
    html = client.get(reverse("admin:crosssell_rule_change", args=(whole.pk,))).content.decode()

    headings = [
        ">When (all of these)</h2>", ">Show</h2>", ">If these are too few, then</h2>",
        ">But never</h2>", ">Best first by</h2>", ">Always at its place</h2>", ">Then</h2>",
        ">On and dates</h2>",
    ]  # fmt: skip
    places = [html.index(heading) for heading in headings]
    assert places == sorted(places)
    assert "<dt>When</dt><dd>the page is in Cheese and not: the shopper is signed in</dd>" in html
    assert "<dt>Then</dt><dd>stop here</dd>" in html


def test_a_rule_in_no_placement_says_so(client: Client) -> None:
    rule = Rule.objects.create(name="A", strategy="matrix")
    assert "In no placement: not shown" in client.get(LIST).content.decode()

    placement = Placement.objects.create(slot="home.top", widget="products")
    placement.rules.add(rule)
    html = client.get(LIST).content.decode()

    assert "In no placement" not in html
    assert 'is-live">Live<' in html
    assert 'href="/admin/crosssell/placement/preview/?slot=home.top&amp;drafts=on">Preview' in html


def test_the_words_of_a_refused_form_are_those_of_the_saved_rule(
    client: Client, whole: Rule
) -> None:
    url = reverse("admin:crosssell_rule_change", args=(whole.pk,))
    html = client.post(url, rule_form(name="", strategy="bestsellers")).content.decode()

    assert "This field is required." in html
    assert "<dt>Show</dt><dd>companions from the matrix</dd>" in html


def test_amounts_have_their_currency_and_settings_without_a_phrase_their_label() -> None:
    total = {"at_least": "5", "below": "9.5", "currency": "EUR"}
    assert words.plugin_in_words("conditions", "basket_total", total, {}) == (
        "the basket is at least €5.00, the basket is below €9.50, in EUR"
    )
    cheap = {"at_most": 10, "cheaper": True}
    assert words.plugin_in_words("filters", "relative_price", cheap, {}) == (
        "dearer than 10 % of the product's price, as dear as the product, or dearer"
    )
    hours = {"weekdays": [1, 7], "from_day": "2026-12-01", "from_time": "08:00"}
    assert words.plugin_in_words("conditions", "schedule", hours, {}) == (
        "from 1 December 2026, on Monday or Sunday, from 08:00"
    )
    assert words.plugin_in_words("widgets", "bought_together", {"partners": 2}, {}) == (
        "Bought together (Products beside the page's own: 2)"
    )


def test_how_often_is_too_often_is_said_where_it_is_the_usual_number() -> None:
    said = {
        words.plugin_in_words("filters", "seen_often", args, {})
        for args in ({}, {"times": SeenOften().times})
    }
    assert said == {f"shown {SeenOften().times} times without a click"}


@pytest.mark.parametrize(
    ("kind", "code", "args", "one", "more"),
    [
        ("conditions", "order_count", "at_least", "at least one order", "at least 2 orders"),
        ("filters", "age", "at_most", "older than one day", "older than 2 days"),
        ("strategies", "new_arrivals", "days", "of the last day", "of the last 2 days"),
        ("boosts", "stock_depth", "half", "one piece counts half", "2 pieces count half"),
    ],
)
def test_one_is_said_as_one(kind: str, code: str, args: str, one: str, more: str) -> None:
    said = [words.plugin_in_words(kind, code, {args: number}, {}) for number in (1, 2)]
    assert [text.endswith(end) for text, end in zip(said, (one, more), strict=True)] == [True, True]


def test_settings_that_count_nothing_are_said_too() -> None:
    assert words.plugin_in_words("strategies", "similar", {"title": 0}, {}) == (
        "similar products, words of the title count 0"
    )


def test_what_is_not_ours_and_has_no_words_is_said_by_its_labels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @dataclass(frozen=True)
    class Args:
        size: str = field(default="", metadata={"label": "Size"})

    plugin = registry.Plugin("boosts", "theirs", "Their boost", Args, print)
    monkeypatch.setitem(registry.table.plugins["boosts"], "theirs", plugin)

    assert words.plugin_in_words("boosts", "theirs", {}, {}) == "Their boost"
    assert words.plugin_in_words("boosts", "theirs", {"size": "L"}, {}) == "Their boost (Size: L)"
