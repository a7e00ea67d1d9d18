"""Why a product is shown, or why not: the steps of ``crosssell.why`` in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext, ngettext

from crosssell.admin import words
from crosssell.admin.preview.reasons import reason
from crosssell.admin.preview.why_proposed import not_proposed
from crosssell.explanation import CandidateTrace, Explanation, PlacementTrace, RuleTrace
from crosssell.oscar import catalogue
from crosssell.why import Step, steps

# What keeps out beside the registered filters, by the code that says it better.
NAMES = {
    "once_a_page": "shown_already",
    "exists": "unknown_product",
    "selling_strategy": "not_available",
}
MOST_VARIANTS = 200

# What there is of a strategy's data, in words, by its code.
Has = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """One rule's step: a sentence, and whether it lets the product through."""

    text: str
    shown: bool
    more: str = ""


@dataclass(frozen=True)
class Answer:
    """What becomes of the product in one placement, rule by rule."""

    placement: PlacementTrace
    name: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Why:
    """The whole answer. ``general`` keeps the product out everywhere ("" where nothing does)."""

    title: str
    verdict: str
    shown: bool
    general: str
    answers: tuple[Answer, ...]


def why(found: Explanation, product_id: int, page_title: str, has: Has) -> Why:
    """What each rule of the slot does with the product; at most 2 queries beside ``has``.

    ``page_title`` names the page's product ("" without one).
    """
    facts = catalogue.products([product_id]).get(product_id)
    title = facts.title if facts and facts.title else f"#{product_id}"
    general = ""
    if facts is None or not facts.public:
        general = reason("not_public" if facts else "unknown_product")
    elif not facts.buyable:
        general = reason("not_buyable")
    all_steps = steps(found, variants(product_id))
    return Why(
        title=title,
        verdict=_verdict(title, all_steps),
        shown=any(step.shown for step in all_steps),
        general=general,
        answers=tuple(
            Answer(
                placement, placement_name(placement), tuple(_told(s, page_title, has) for s in of)
            )
            for placement, of in groupby(all_steps, key=lambda step: step.placement)
        ),
    )


def variants(product_id: int) -> frozenset[int]:
    """The ids that stand for a product: its own, its parent's or its variants'; one query."""
    rows = apps.get_model("catalogue", "Product").objects.filter(
        Q(pk=product_id) | Q(parent_id=product_id)
    )
    found = rows.order_by("pk").values_list("pk", "parent_id")[:MOST_VARIANTS]
    return frozenset({product_id, *(pk for row in found for pk in row if pk is not None)})


def placement_name(one: PlacementTrace) -> str:
    """Its title, else what kind of widget it is."""
    return one.title or words.label("widgets", one.widget)


def rule_name(rule: RuleTrace) -> str:
    """Its name in quotes, or words for the rule that a widget brings."""
    if rule.name:
        return gettext("rule “%(name)s”") % {"name": rule.name}
    return gettext("the widget's own rule")


def kept_out(filter_code: str, reason_code: str) -> str:
    """Why a candidate is kept out."""
    return reason(NAMES.get(filter_code) or reason_code)


def _verdict(title: str, all_steps: Sequence[Step]) -> str:
    for step in all_steps:
        if step.shown:
            return gettext("“%(title)s” is shown at place %(rank)d of “%(placement)s”.") % {
                "title": title,
                "rank": step.rank,
                "placement": placement_name(step.placement),
            }
    return gettext("“%(title)s” is not shown in this slot.") % {"title": title}


def _told(step: Step, page_title: str, has: Has) -> Told:
    if step.rule is None:
        if step.code == "no_rule":
            return Told(gettext("The placement has no rule."), False)
        text = gettext("The placement is not asked: %(reason)s")
        return Told(text % {"reason": step.placement.problem or reason(step.code)}, False)
    values, more = _values(step, step.rule), ""
    if step.candidate is not None:
        text = _of_candidate(step, step.candidate)
    elif step.code == "not_proposed":
        text = gettext("%(rule)s does not propose it: %(why)s")
        values["why"], more = not_proposed(step.rule, page_title), has(step.rule.strategy)
    else:
        text = _of_rule(step)
    said = text % values
    return Told(said[:1].upper() + said[1:], step.shown, more)


def _of_rule(step: Step) -> str:
    if step.condition is not None and step.condition.reason == "negated":
        return gettext(
            "%(rule)s does not apply: it asks that “%(condition)s” does not hold, but it does."
        )
    if step.condition is not None:
        return gettext(
            "%(rule)s does not apply: its condition “%(condition)s” does not hold. %(reason)s"
        )
    if step.stopped_by is not None:
        return gettext("%(rule)s is not asked: %(stopper)s applies and stops the placement.")
    if step.code == "bad":
        return gettext("%(rule)s cannot be used: %(problem)s")
    return gettext("%(rule)s is not in force: %(reason)s")


def _of_candidate(step: Step, one: CandidateTrace) -> str:
    if step.code == "shown" and not step.placement.shown:
        return gettext("%(rule)s chooses it, but the placement is not shown. %(nothing)s")
    if step.code == "shown":
        said = {
            "pinned": gettext("Shown at place %(rank)d: %(rule)s pins it there."),
            "backup": gettext("Shown at place %(rank)d: a fallback of %(rule)s proposes it."),
        }
        return said.get(one.label) or gettext("Shown at place %(rank)d: %(rule)s proposes it.")
    if step.code == "after_last":
        return ngettext(
            "%(rule)s proposes it and nothing keeps it out, but it is number %(rank)d and there "
            "is %(places)d place.",
            "%(rule)s proposes it and nothing keeps it out, but it is number %(rank)d and there "
            "are %(places)d places.",
            step.placement.max_items,
        )
    if step.code == "too_few":
        return gettext(
            "%(rule)s proposes it and nothing keeps it out, but the placement asks for at least "
            "%(least)d products and finds %(good)d."
        )
    if step.proposed_by is not None:
        return gettext("%(rule)s proposes it as well, but %(first)s did so before.")
    if step.shown_by is not None:
        return gettext("%(rule)s proposes it, but “%(other)s” shows it already.")
    return gettext("%(rule)s proposes it, but it is kept out: %(kept)s")


def _values(step: Step, rule: RuleTrace) -> dict[str, object]:
    one, placement = step.candidate, step.placement
    return {
        "condition": gettext(step.condition.label) if step.condition else "",
        "reason": reason(step.condition.reason if step.condition else step.code),
        "rule": rule_name(rule),
        "problem": rule.problem,
        "stopper": rule_name(step.stopped_by) if step.stopped_by else "",
        "first": rule_name(step.proposed_by) if step.proposed_by else "",
        "nothing": reason(placement.code),
        "rank": step.rank or 0,
        "places": placement.max_items,
        "least": placement.min_items,
        "good": sum(c.outcome == "too_few" for rule in placement.rules for c in rule.candidates),
        "other": placement_name(step.shown_by) if step.shown_by else "",
        "kept": kept_out(one.filter, one.reason) if one else "",
    }
