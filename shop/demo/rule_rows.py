"""Writes the example rules into the shop, once; rows that are there stay as they are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from oscar.core.loading import get_model

from crosssell.models import (
    MatrixEntry,
    Placement,
    Preference,
    Rule,
    RuleBoost,
    RuleCondition,
    RuleFallback,
    RuleFilter,
    RulePin,
)
from shop.demo import named
from shop.demo.brands import HOUSE
from shop.demo.rules import (
    BEST,
    EXAMPLES,
    MATRIX,
    NEVER,
    OWN,
    RANGES,
    SHOWN,
    WEIGHTS,
    Example,
    Named,
    Shown,
)

Category = get_model("catalogue", "Category")
Product = get_model("catalogue", "Product")
Range = get_model("offer", "Range")

Names = Mapping[str, Mapping[str, int]]


@transaction.atomic
def create() -> int:
    """Add the examples whose categories, groups and products the shop has; return how many rules.

    Nothing that exists is changed but for placements that take another rule.
    """
    named.add_ranges(RANGES)
    names = _names()
    rules: dict[str, Rule] = {}
    for example in EXAMPLES:
        if Rule.objects.filter(name=example.name).exists():
            continue
        try:
            rules[example.name] = _rule(example, names)
        except named.Missing:
            continue
    for shown in SHOWN:
        _place(shown, [rules[name] for name in shown.rules if name in rules])
    _prefer(names)
    _fill_matrix(names["category"])
    return len(rules)


def _names() -> Names:
    return {
        "category": named.categories(),
        "range": dict(Range.objects.values_list("name", "pk")),
        "group": dict(Group.objects.values_list("name", "pk")),
        "product": dict(_products()),
    }


def _products() -> list[tuple[str, int]]:
    """What most orders hold of all, and of the shop's own brand."""
    found = []
    for name, some in ((BEST, {}), (OWN, {"attribute_values__value_text": HOUSE})):
        best = named.most_bought(Product.objects.browsable().filter(**some))
        if best is not None:
            found.append((name, best))
    return found


def _ids(wanted: Named, names: Names) -> list[int]:
    try:
        return [names[wanted.kind][name] for name in wanted.names]
    except KeyError as error:
        raise named.Missing(str(error)) from error


def _args(args: Mapping[str, Any], names: Names) -> dict[str, Any]:
    found = {
        name: _ids(value, names) if isinstance(value, Named) else value
        for name, value in args.items()
    }
    # A strategy takes one range, all others take lists.
    return found | {name: found[name][0] for name in ("range",) if name in found}


def _rule(example: Example, names: Names) -> Rule:
    conditions = [
        RuleCondition(code=code, args=_args(args, names), negate=negate)
        for negate, parts in ((False, example.when), (True, example.unless))
        for code, args in parts
    ]
    filters = [RuleFilter(code=code, args=_args(args, names)) for code, args in example.never]
    fallbacks = [
        RuleFallback(code=code, args=_args(args, names), position=10 * place)
        for place, (code, args) in enumerate(example.fallbacks, start=1)
    ]
    boosts = [
        RuleBoost(code=code, weight=weight, args=args) for code, weight, args in example.boosts
    ]
    pins = [
        RulePin(product_id=_ids(Named("product", (name,)), names)[0], position=place)
        for place, name in example.pins
    ]
    begins, ends = _december() if example.december else (None, None)
    rule = Rule.objects.create(
        name=example.name,
        strategy=example.strategy,
        args=_args(example.args, names),
        priority=example.priority,
        reason=example.reason,
        stop=example.stop,
        active=not example.draft,
        starts_at=begins,
        ends_at=ends,
    )
    for row in (*conditions, *filters, *fallbacks, *boosts, *pins):
        row.rule = rule
        row.save()
    return rule


def _december() -> tuple[datetime, datetime]:
    """The next 1 December that is still to come, to 27 December, in the shop's time zone."""
    now = timezone.localtime()
    begins = now.replace(month=12, day=1, hour=0, minute=0, second=0, microsecond=0)
    if begins <= now:
        begins = begins.replace(year=now.year + 1)
    return begins, begins.replace(day=27)


def _place(shown: Shown, rules: list[Rule]) -> None:
    if not rules:
        return
    placement = None
    if not shown.title:
        placement = Placement.objects.filter(slot=shown.slot).order_by("position", "pk").first()
    if placement is None and shown.title:
        placement = Placement.objects.create(
            slot=shown.slot,
            widget=shown.widget,
            title=shown.title,
            layout=shown.layout,
            min_items=shown.min_items,
            max_items=shown.max_items,
            position=shown.position,
        )
    if placement is not None:
        placement.rules.add(*rules)


def _fill_matrix(categories: Mapping[str, int]) -> None:
    for place, (main, companion, reason) in enumerate(MATRIX, start=1):
        if main in categories and companion in categories:
            MatrixEntry.objects.get_or_create(
                main_category_id=categories[main],
                companion_category_id=categories[companion],
                defaults={"reason": reason, "position": 10 * place},
            )


def _prefer(names: Names) -> None:
    for name, weight in WEIGHTS:
        if pk := names["product"].get(name):
            Preference.objects.get_or_create(product_id=pk, defaults={"weight": weight})
    below = Q()
    for path in Category.objects.filter(name__in=NEVER).values_list("path", flat=True):
        below |= Q(categories__path__startswith=path)
    hidden = Product.objects.filter(below) if below else Product.objects.none()
    for product in hidden.distinct():
        Preference.objects.get_or_create(product=product, defaults={"never": True})
