"""An explanation turned into what the preview page shows: words, pictures, bars."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext

from crosssell.admin import words
from crosssell.admin.reasons import reason
from crosssell.explanation import CandidateTrace, Explanation, PlacementTrace, RuleTrace
from crosssell.oscar import catalogue
from crosssell.oscar.catalogue import Card

# Pictures may have to be made; the long tail of candidates does without.
PICTURES = 60
NAMES = {
    "once_a_page": "shown_already",
    "exists": "unknown_product",
    "selling_strategy": "not_available",
}

Cards = Callable[[Iterable[int]], dict[int, Card]]


@dataclass(frozen=True)
class CandidateShown:
    """A candidate with its picture and what became of it, in words."""

    trace: CandidateTrace
    card: Card | None
    said: str
    evidence: str

    @property
    def title(self) -> str:
        return self.trace.title or (self.card.title if self.card else f"#{self.trace.product_id}")


@dataclass(frozen=True)
class RuleShown:
    """A rule with its conditions and candidates in words."""

    trace: RuleTrace
    name: str
    show: str
    said: str
    conditions: tuple[tuple[str, bool, str], ...]
    candidates: tuple[CandidateShown, ...]


@dataclass(frozen=True)
class PlacementShown:
    """A placement: the products it shows, and its rules."""

    trace: PlacementTrace
    name: str
    widget: str
    said: str
    draft: str
    products: tuple[CandidateShown, ...]
    rules: tuple[RuleShown, ...]


def reference_names(found: Explanation) -> dict[tuple[str, int], str]:
    """Names of the ids in the args of all rules."""
    return words.names_of(
        ("strategies", rule.strategy, rule.args)
        for placement in found.placements
        for rule in placement.rules
    )


def placements_shown(found: Explanation, cards: Cards, names: words.Names) -> list[PlacementShown]:
    """Every placement of the slot; pictures of the best candidates are read at once."""
    traces = [
        one for placement in found.placements for rule in placement.rules for one in rule.candidates
    ]
    best = sorted(traces, key=lambda one: (one.outcome != "shown", one.outcome == "kept_out"))
    pictures = cards(dict.fromkeys(one.product_id for one in best[:PICTURES]))
    return [_placement(one, pictures, names) for one in found.placements]


def why_not(found: Explanation, product_id: int) -> list[str]:
    """One sentence for each rule of the slot: what it did with this product."""
    facts = catalogue.products([product_id]).get(product_id)
    said = []
    if facts is None or not facts.public:
        said.append(reason("not_public" if facts else "unknown_product"))
    elif not facts.buyable:
        said.append(reason("not_buyable"))
    for placement in found.placements:
        name = placement.title or words.label("widgets", placement.widget)
        if placement.code in ("off", "not_started", "ended", "bad"):
            said.append(f"{name}: {reason(placement.code)}")
            continue
        said += [_about(placement, rule, product_id, name) for rule in placement.rules]
    return said or [gettext("The slot holds no placement.")]


def _about(placement: PlacementTrace, rule: RuleTrace, product_id: int, name: str) -> str:
    start = f"{name}, {_rule_name(rule)}"
    if not rule.applies:
        return f"{start}: {_rule_said(rule)}"
    for one in rule.candidates:
        if one.product_id == product_id:
            return f"{start}: {_said(one)}"
    return gettext("%(rule)s: it does not propose this product.") % {"rule": start}


def _placement(
    trace: PlacementTrace, pictures: dict[int, Card], names: words.Names
) -> PlacementShown:
    rules = tuple(_rule(rule, pictures, names) for rule in trace.rules)
    shown = [one for rule in rules for one in rule.candidates if one.trace.outcome == "shown"]
    return PlacementShown(
        trace=trace,
        name=trace.title or words.label("widgets", trace.widget),
        widget=words.label("widgets", trace.widget),
        said=gettext("Shown") if trace.shown else trace.problem or reason(trace.code),
        draft=reason(trace.draft),
        products=tuple(sorted(shown, key=lambda one: one.trace.rank or 0)),
        rules=rules,
    )


def _rule(trace: RuleTrace, pictures: dict[int, Card], names: words.Names) -> RuleShown:
    return RuleShown(
        trace=trace,
        name=_rule_name(trace),
        show=words.plugin_in_words("strategies", trace.strategy, trace.args, names),
        said=_rule_said(trace),
        conditions=tuple(
            (
                gettext("not: %s") % gettext(one.label) if one.negate else gettext(one.label),
                one.ok,
                "" if one.ok else reason(one.reason),
            )
            for one in trace.conditions
        ),
        candidates=tuple(
            CandidateShown(one, pictures.get(one.product_id), _said(one), _evidence(one))
            for one in trace.candidates
        ),
    )


def _rule_name(rule: RuleTrace) -> str:
    return rule.name or gettext("the widget's own rule")


def _rule_said(rule: RuleTrace) -> str:
    if rule.applies:
        return gettext("Applies")
    return rule.problem or reason(rule.code)


def _said(one: CandidateTrace) -> str:
    if one.outcome == "shown":
        return gettext("Shown at place %(rank)d.") % {"rank": one.rank}
    if one.outcome == "kept_out":
        return reason(NAMES.get(one.filter) or one.reason)
    return reason(one.outcome)


def _evidence(one: CandidateTrace) -> str:
    if one.label == "backup":
        return gettext("A backup: it comes from a fallback of the rule")
    if one.orders:
        return gettext("Bought together in %(together)d of %(orders)d orders") % {
            "together": one.together,
            "orders": one.orders,
        }
    return ""
