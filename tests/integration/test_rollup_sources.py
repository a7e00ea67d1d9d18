"""Daily counts say where a thing stood and what brought it, as the rows are at the roll-up."""

import pytest

from crosssell.analytics import tracking
from crosssell.core.shown import BUNDLE, PINNED, THRESHOLD
from crosssell.models import RuleFallback
from tests.tracked import make_placed, rolled, rows, thing, widgets

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("in_table")
def test_what_brought_a_product_is_found_in_its_rule() -> None:
    placement, rule = make_placed(strategy="matrix")
    RuleFallback.objects.create(rule=rule, code="bestsellers", position=20)
    RuleFallback.objects.create(rule=rule, code="top_rated", position=5)
    sources = (0, 1, 2, 3, PINNED)
    tracking.note_shown(
        placement.pk,
        [
            thing(placement.pk, 10 + place, rule=rule.pk, source=source)
            for place, source in enumerate(sources)
        ],
    )
    rolled()
    assert [row[1] for row in rows("subject_id", "strategy")] == [
        "matrix", "top_rated", "bestsellers", "", "pinned",
    ]  # fmt: skip


@pytest.mark.usefixtures("in_table")
def test_without_a_rule_the_widget_brings_the_products() -> None:
    placement, _rule = make_placed()
    placement.widget = "bought_together"
    placement.save()
    subjects = ("product", BUNDLE, THRESHOLD)
    tracking.note_shown(placement.pk, [thing(placement.pk, subject=one) for one in subjects])
    rolled()
    assert [row[:2] for row in rows("subject", "strategy")] == [
        (BUNDLE, ""), ("product", "bought_together"), (THRESHOLD, ""),
    ]  # fmt: skip


@pytest.mark.usefixtures("in_table")
def test_what_is_deleted_meanwhile_still_counts() -> None:
    placement, rule = make_placed()
    tracking.note_shown(placement.pk, [thing(placement.pk, rule=rule.pk)])
    tracking.note_empty(placement.pk)
    pk = placement.pk
    placement.delete()
    rule.delete()
    rolled()
    assert rows("placement_id", "slot", "strategy") == [(pk, "", "", 1, 0, 0, 0, 0)]
    assert widgets("placement_id", "slot") == [(pk, "", 1, 1)]


@pytest.mark.usefixtures("in_table")
def test_a_widget_that_is_not_installed_any_more_brings_nothing() -> None:
    placement, _rule = make_placed()
    placement.widget = "gone"
    placement.save()
    tracking.note_shown(placement.pk, [thing(placement.pk)])
    rolled()
    assert rows("slot", "strategy") == [("product.below_description", "", 1, 0, 0, 0, 0)]
