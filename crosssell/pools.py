"""What a placement wants of its rules: whose candidates fill it, in which order, and its pins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from crosssell import registry
from crosssell.candidates import Ask
from crosssell.core.data import Candidate
from crosssell.core.placement import PlacementView, RuleView
from crosssell.core.ranking import Pick, Pin, Pool, Want
from crosssell.core.scoring import Weighted
from crosssell.core.shown import PINNED
from crosssell.judging import ALWAYS

LEAST_LIMIT = 50
MOST_LIMIT = 400


@dataclass(frozen=True, eq=False)
class Job:
    """A placement to fill. ``drafts`` uses its idle rules too."""

    view: PlacementView
    drafts: bool = False


@dataclass(frozen=True)
class Pooled:
    """A rule with its place among the page's, and its answers: its own, then its fallbacks'."""

    key: int
    rule: RuleView
    answers: Sequence[Sequence[Candidate]]
    boosts: Sequence[Weighted]


def asks_of(rule: RuleView) -> list[Ask]:
    """The rule's own strategy, then its fallbacks in their order."""
    return [Ask(rule.strategy, rule.args), *(Ask(one.code, one.args) for one in rule.fallbacks)]


def needs_of(rules: Iterable[RuleView]) -> frozenset[str]:
    """Every fact that these rules need, whatever of them uses it."""
    used: set[tuple[str, str]] = {("filters", code) for code in ALWAYS}
    for rule in rules:
        used |= {("conditions", check.code) for check in rule.conditions}
        used |= {("strategies", ask.strategy) for ask in asks_of(rule)}
        used |= {("filters", check.code) for check in rule.filters}
        used |= {("boosts", check.code) for check in rule.boosts}
    return frozenset(need for kind, code in used for need in registry.get(kind, code).needs)


def limit_of(jobs: Iterable[Job]) -> int:
    """How many candidates each strategy is asked for.

    In steps, so that the candidates in the cache serve pages that want a few more or less.
    """
    wanted = 2 * sum(job.view.max_items for job in jobs)
    limit = LEAST_LIMIT
    while limit < min(wanted, MOST_LIMIT):
        limit *= 2
    return limit


def want(job: Job, rules: Sequence[Pooled]) -> Want:
    """Every rule's own candidates in the order of the rules, then all fallbacks; and the pins."""
    pools: list[Pool] = []
    backups: list[Pool] = []
    pins: list[Pin] = []
    for one in rules:
        own, *others = one.answers
        pools.append(Pool(one.key, own, "primary", one.boosts))
        backups += [
            Pool(one.key, found, "backup", one.boosts, source)
            for source, found in enumerate(others, start=1)
        ]
        mine = Pool(one.key, (), "pinned", source=PINNED)
        pins += [Pin(pin.position, Candidate(pin.product_id, 1.0), mine) for pin in one.rule.pins]
    return Want([*pools, *backups], job.view.min_items, job.view.max_items, pins)


def again(picks: Sequence[Pick], job: Job) -> Want:
    """The same picks once more, pins at their places."""
    pins = [
        Pin(pick.position, pick.candidate, pick.pool) for pick in picks if pick.position is not None
    ]
    pools = [
        replace(pick.pool, candidates=(pick.candidate,), boosts=())
        for pick in picks
        if pick.position is None
    ]
    return Want(pools, job.view.min_items, job.view.max_items, pins)
