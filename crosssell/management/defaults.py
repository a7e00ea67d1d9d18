"""The placements that a new shop starts with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext, gettext_noop

from crosssell import registry, slots
from crosssell.models import Placement, Rule, RuleBoost, RuleFallback

Say = Callable[[str], None]


@dataclass(frozen=True)
class StandardRule:
    """A rule by its name, which is translated when it is saved.

    ``fallbacks`` are strategies with their args, in the order in which they fill up; ``boosts``
    are codes with their weights.
    """

    name: str
    strategy: str
    priority: int
    args: dict[str, Any] = field(default_factory=dict)
    fallbacks: tuple[tuple[str, dict[str, Any]], ...] = ()
    boosts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class StandardPlacement:
    """A placement with its rules by name."""

    slot: str
    title: str
    widget: str = "products"
    rules: tuple[str, ...] = ()
    layout: str = "grid"
    min_items: int = 1
    max_items: int = 4
    position: int = 10


TOGETHER = gettext_noop("Bought together")
SIMILAR = gettext_noop("Similar products")
BESTSELLERS = gettext_noop("Bestsellers, not all alike")
TRENDING = gettext_noop("Selling more than usual")
NEW = gettext_noop("New in the shop")
AGAIN = gettext_noop("Buy again")
VIEWED = gettext_noop("Recently viewed")

# In most shops the best few are one thing in four kinds.
VARIED = (("score", 20), ("diversity", 10))
MIXED = (("score", 10), ("diversity", 15))

RULES = (
    StandardRule(
        TOGETHER,
        "bought_together",
        10,
        fallbacks=(("also_bought", {}), ("bestsellers", {"window": 28})),
        boosts=VARIED,
    ),
    StandardRule(SIMILAR, "similar", 20, fallbacks=(("same_category", {}),), boosts=MIXED),
    StandardRule(
        BESTSELLERS,
        "bestsellers",
        30,
        args={"window": 28},
        fallbacks=(("bestsellers", {"window": 365}), ("top_rated", {})),
        boosts=VARIED,
    ),
    StandardRule(
        TRENDING,
        "trending",
        40,
        args={"recent": 7, "baseline": 90},
        fallbacks=(("trending", {"recent": 28, "baseline": 365}),),
        boosts=VARIED,
    ),
    StandardRule(NEW, "new_arrivals", 50, fallbacks=(("new_arrivals", {"days": 365}),)),
    StandardRule(AGAIN, "buy_again", 60, fallbacks=(("buy_again", {"least": 1}),)),
    StandardRule(VIEWED, "recently_viewed", 70),
)

PLACEMENTS = (
    StandardPlacement(
        "product.below_description",
        gettext_noop("Frequently bought together"),
        widget="bought_together",
        layout="list",
        max_items=3,
    ),
    # One lonely product would look like a mistake.
    StandardPlacement(
        "product.bottom", gettext_noop("More like this"), rules=(SIMILAR,), min_items=2
    ),
    StandardPlacement(
        "basket.below_lines", gettext_noop("Goes well with your basket"), rules=(TOGETHER,)
    ),
    StandardPlacement("basket.empty", gettext_noop("To begin with"), rules=(BESTSELLERS, NEW)),
    # Oscar's product pages list what was viewed themselves.
    StandardPlacement("search.below_results", gettext_noop("Recently viewed"), rules=(VIEWED,)),
    StandardPlacement(
        "thank_you.below_summary", gettext_noop("Often bought with your order"), rules=(TOGETHER,)
    ),
    StandardPlacement(
        "home.below_hero", gettext_noop("Popular right now"), rules=(BESTSELLERS,), max_items=8
    ),
    StandardPlacement(
        "home.below_categories",
        gettext_noop("Selling more than usual"),
        rules=(TRENDING,),
        min_items=2,
    ),
    StandardPlacement("home.bottom", gettext_noop("New in the shop"), rules=(NEW,)),
    StandardPlacement("account.below_content", gettext_noop("Buy again"), rules=(AGAIN,)),
    StandardPlacement(
        "not_found.bottom", gettext_noop("Perhaps one of these"), rules=(BESTSELLERS, NEW)
    ),
)


def is_new() -> bool:
    """Whether nobody has made, changed or removed a placement or rule yet."""
    if Placement.objects.exists() or Rule.objects.exists():
        return False
    types = ContentType.objects.get_for_models(Placement, Rule).values()
    return not LogEntry.objects.filter(content_type__in=types).exists()


@transaction.atomic
def create_missing(say: Say) -> None:
    """Add standard rules by name, and standard placements to slots that have none.

    Existing rows are left as they are.
    """
    used = set(Placement.objects.values_list("slot", flat=True))
    for standard in PLACEMENTS:
        if standard.slot in used:
            say(gettext("Kept as it is: %(slot)s.") % {"slot": standard.slot})
            continue
        problem = _problem(standard)
        if problem:
            say(problem)
            continue
        placement = Placement.objects.create(
            slot=standard.slot,
            title=gettext(standard.title),
            widget=standard.widget,
            layout=standard.layout,
            min_items=standard.min_items,
            max_items=standard.max_items,
            position=standard.position,
        )
        placement.rules.set([_rule(name) for name in standard.rules])
        words = gettext("Placed “%(title)s” in %(slot)s.")
        say(words % {"title": placement.title, "slot": placement.slot})


def _rule(name: str) -> Rule:
    standard = next(rule for rule in RULES if rule.name == name)
    rule, created = Rule.objects.get_or_create(
        name=gettext(name),
        defaults={
            "strategy": standard.strategy,
            "args": standard.args,
            "priority": standard.priority,
        },
    )
    if created:
        RuleFallback.objects.bulk_create(
            RuleFallback(rule=rule, code=code, args=args, position=10 * place)
            for place, (code, args) in enumerate(standard.fallbacks, start=1)
        )
        RuleBoost.objects.bulk_create(
            RuleBoost(rule=rule, code=code, weight=weight) for code, weight in standard.boosts
        )
    return rule


def _problem(standard: StandardPlacement) -> str:
    """Why this shop cannot have the placement, or ""."""
    wanted = [("widgets", standard.widget)]
    rules = [rule for rule in RULES if rule.name in standard.rules]
    wanted += [("strategies", rule.strategy) for rule in rules]
    wanted += [("strategies", code) for rule in rules for code, _args in rule.fallbacks]
    wanted += [("boosts", code) for rule in rules for code, _weight in rule.boosts]
    for kind, code in wanted:
        try:
            registry.get(kind, code)
        except registry.UnknownPlugin as error:
            return str(error)
    if slots.find(standard.slot) is None:
        return gettext("Left out: this shop has no slot %(slot)s.") % {"slot": standard.slot}
    return ""
