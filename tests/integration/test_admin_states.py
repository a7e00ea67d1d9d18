"""A rule or a placement is called live only where a shopper can see it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crosssell.admin.states import state
from crosssell.models import Placement, Rule
from tests.merchant import sign_in

pytestmark = pytest.mark.django_db
BROKEN = ("warning", "Broken: not shown")
IDLE = ("warning", "On, but none of its rules is")
LIVE = ("live", "Live")


def said(row: Any) -> tuple[str, str]:
    return state(type(row).objects.get(pk=row.pk), timezone.now())


def rule(name: str = "A", strategy: str = "matrix", **row: Any) -> Rule:
    return Rule.objects.create(name=name, strategy=strategy, **row)


def placed(*rules: Rule, widget: str = "products", **row: Any) -> Placement:
    made = Placement.objects.create(slot="home.top", widget=widget, **row)
    made.rules.set(rules)
    return made


def test_a_rule_whose_strategy_is_not_installed_is_broken() -> None:
    assert said(rule(strategy="away")) == BROKEN
    assert said(rule("B", "bestsellers", args={"window": 29})) == BROKEN
    assert said(rule("C")) == LIVE
    assert said(rule("D", "away", active=False)) == ("draft", "Draft")


@pytest.mark.parametrize("part", ["conditions", "fallbacks", "filters", "boosts"])
def test_a_rule_with_any_other_part_that_is_not_installed_is_broken(part: str) -> None:
    made = rule()
    getattr(made, part).create(code="away")

    assert said(made) == BROKEN


def test_a_placement_none_of_whose_rules_can_be_seen_is_not_live() -> None:
    draft = rule("Draft", active=False)
    later = rule("Later", starts_at=timezone.now() + timedelta(days=2))
    away = rule("Away", "away")

    assert said(placed(draft, later, away)) == IDLE
    assert said(placed(draft, later, away, rule("Works"))) == LIVE
    assert said(placed()) == ("warning", "On, but it has no rule")
    assert said(placed(draft, active=False)) == ("draft", "Draft")


def test_a_placement_whose_widget_is_not_installed_is_broken() -> None:
    assert said(placed(rule(), widget="away")) == BROKEN
    assert said(placed(widget="bought_together")) == LIVE


def test_lists_and_quick_start_say_so(client: Client) -> None:
    sign_in(client)
    placed(rule(strategy="away"))

    pages = {
        name: client.get(reverse(f"admin:crosssell_{name}")).content.decode()
        for name in ("rule_changelist", "placement_changelist", "quick_start")
    }

    assert 'is-warning">Broken: not shown<' in pages["rule_changelist"]
    for name in ("placement_changelist", "quick_start"):
        assert 'is-warning">On, but none of its rules is<' in pages[name]
        assert 'is-live">Live<' not in pages[name]
