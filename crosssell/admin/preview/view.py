"""An explanation turned into what the preview page shows: words, pictures, bars."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin import words
from crosssell.admin.preview.reasons import reason, reason_of
from crosssell.admin.preview.why import kept_out, placement_name
from crosssell.explanation import CandidateTrace, Explanation, PlacementTrace, RuleTrace
from crosssell.oscar.catalogue import Card
from crosssell.why import ONCE, proposed_first

# Pictures may have to be made; the long tail of candidates does without.
PICTURES = 60

Cards = Callable[[Iterable[int]], dict[int, Card]]


@dataclass(frozen=True)
class Part:
    """A part of a score. ``share`` is its size beside the best score, -100 to 100; None: no bar."""

    label: str
    value: float
    share: int | None = None

    @property
    def width(self) -> int:
        return abs(self.share or 0)


@dataclass(frozen=True)
class CandidateShown:
    """A candidate with its picture and what became of it, in words."""

    trace: CandidateTrace
    card: Card | None
    label: str
    said: str
    evidence: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return self.trace.title or (self.card.title if self.card else f"#{self.trace.product_id}")


@dataclass(frozen=True)
class RuleShown:
    """A rule with its conditions, fallbacks and candidates in words.

    ``kept_out`` counts why candidates are not shown, the most frequent first.
    """

    trace: RuleTrace
    name: str
    show: str
    said: str
    conditions: tuple[tuple[str, bool, str], ...]
    fallbacks: tuple[str, ...]
    candidates: tuple[CandidateShown, ...]
    kept_out: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class PlacementShown:
    """A placement and its rules; ``frame`` is the page that shows it as the shopper sees it.

    ``own`` says that the widget finds what it shows by itself, without rules.
    """

    trace: PlacementTrace
    name: str
    widget: str
    said: str
    draft: str
    frame: str
    own: bool
    rules: tuple[RuleShown, ...]


def reference_names(found: Explanation) -> dict[tuple[str, int], str]:
    """Names of the ids in the args of all rules and their fallbacks."""
    rules = [rule for placement in found.placements for rule in placement.rules]
    return words.names_of(
        ("strategies", code, args)
        for rule in rules
        for code, args in ((rule.strategy, rule.args), *rule.fallbacks)
    )


def placements_shown(
    found: Explanation, cards: Cards, names: words.Names, frames: Mapping[int | None, str]
) -> list[PlacementShown]:
    """Every placement of the slot; pictures of the best candidates are read at once.

    ``frames`` are the pages of what is shown, by the placement's id.
    """
    traces = [
        one for placement in found.placements for rule in placement.rules for one in rule.candidates
    ]
    best = sorted(traces, key=lambda one: (one.outcome != "shown", one.outcome == "kept_out"))
    pictures = cards(dict.fromkeys(one.product_id for one in best[:PICTURES]))
    own = {one.code for one in registry.all_of("widgets") if not one.takes_rules}
    return [
        PlacementShown(
            trace=one,
            name=placement_name(one),
            widget=words.label("widgets", one.widget),
            said=gettext("Shown") if one.shown else one.problem or reason_of(one.widget, one.code),
            draft=reason(one.draft),
            frame=frames.get(one.id, ""),
            own=one.widget in own,
            rules=tuple(_rule(rule, pictures, names, proposed_first(one)) for rule in one.rules),
        )
        for one in found.placements
    ]


def _rule(
    trace: RuleTrace, pictures: dict[int, Card], names: words.Names, firsts: Mapping[int, RuleTrace]
) -> RuleShown:
    # A pin has no parts, and a score that says nothing.
    best = max((abs(one.score) for one in trace.candidates if one.parts), default=0.0)
    candidates = tuple(
        CandidateShown(
            one, pictures.get(one.product_id), _label(one), _said(one, firsts), _evidence(one),
            _parts(one, best),
        )
        for one in trace.candidates
    )  # fmt: skip
    return RuleShown(
        trace=trace,
        name=trace.name or gettext("the widget's own rule"),
        show=words.plugin_in_words("strategies", trace.strategy, trace.args, names),
        said=gettext("Applies") if trace.applies else trace.problem or reason(trace.code),
        conditions=tuple(
            (
                gettext("not: %s") % gettext(one.label) if one.negate else gettext(one.label),
                one.ok,
                "" if one.ok else reason(one.reason),
            )
            for one in trace.conditions
        ),
        fallbacks=tuple(
            words.plugin_in_words("strategies", code, args, names) for code, args in trace.fallbacks
        ),
        candidates=candidates,
        kept_out=tuple(
            Counter(one.said for one in candidates if one.trace.outcome != "shown").most_common()
        ),
    )


def _parts(one: CandidateTrace, best: float) -> tuple[Part, ...]:
    """Bars where the parts are summands of the score; else they are only numbers."""
    labels = {boost.code: gettext(boost.label) for boost in registry.all_of("boosts")}
    summands = best > 0 and bool(one.parts) and one.parts.keys() <= labels.keys()
    return tuple(
        Part(
            labels[name] if summands else name.replace("_", " "),
            value,
            round(100 * value / best) if summands else None,
        )
        for name, value in one.parts.items()
    )


def _label(one: CandidateTrace) -> str:
    return {"backup": gettext("Backup"), "pinned": gettext("Pinned")}.get(
        one.label, gettext("Primary")
    )


def _said(one: CandidateTrace, firsts: Mapping[int, RuleTrace]) -> str:
    if one.outcome == "shown":
        return gettext("Shown at place %(rank)d.") % {"rank": one.rank}
    if one.filter == ONCE and one.product_id in firsts:
        return gettext("It was proposed before, for the same widget.")
    if one.outcome == "kept_out":
        return kept_out(one.filter, one.reason)
    return reason(one.outcome)


def _evidence(one: CandidateTrace) -> str:
    if one.orders:
        return gettext("Bought together in %(together)s of %(orders)s orders") % {
            "together": number_format(one.together, force_grouping=True),
            "orders": number_format(one.orders, force_grouping=True),
        }
    return ""
