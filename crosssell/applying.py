"""Which rules of a placement apply to a page: found by their keys, then asked one by one."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crosssell import experiments, registry
from crosssell.core.data import Page, Verdict
from crosssell.core.placement import Check, RuleView, idle_reason
from crosssell.core.placement_map import Map
from crosssell.core.rule_index import page_keys
from crosssell.facts import PageFacts

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """A condition's verdict, already turned round where it is negated."""

    code: str
    negate: bool
    verdict: Verdict


class Applying:
    """The rules that apply for each job, in their order, no further than somebody asks.

    ``everything`` asks every rule that is in force, for an explanation; else only those whose
    keys the page has.
    """

    def __init__(
        self, facts: PageFacts, jobs: Sequence[Any], found: Map, everything: bool = False
    ) -> None:
        self.facts, self.jobs, self.found, self.everything = facts, jobs, found, everything
        self.answers: dict[RuleView, tuple[Answered, ...]] = {}
        self.stopped: list[set[RuleView]] = [set() for _ in jobs]
        self.unseen: set[RuleView] = set()
        # Of the past nobody looks.
        self._request = getattr(facts, "request", None)
        self._known: frozenset[str] = frozenset()
        self._facts_page: Page | None = None
        kinds = {kind for job in jobs for kind in found.indexes[job.view].kinds}
        needs = frozenset(need for kind in kinds for need in registry.KEYS[kind])
        self._keys = page_keys(self._page(needs)) if kinds else frozenset()
        self._walks = [self._walk(index) for index in range(len(jobs))]

    def more(self, index: int, most: int) -> list[RuleView]:
        """The next rules that apply for the job at that place, up to ``most``."""
        found: list[RuleView] = []
        for rule in self._walks[index]:
            found.append(rule)
            if len(found) == most and not self.everything:
                break
        return found

    def usable(self, index: int) -> Iterator[RuleView]:
        """The rules of a job that are in force and that the page may match, in their order."""
        job = self.jobs[index]
        rules: Iterable[RuleView] = job.view.rules
        if not self.everything:
            rules = self.found.indexes[job.view].matching(self._keys)
        for rule in rules:
            if not rule.problem and (job.drafts or not idle_reason(rule, self.facts.now)):
                yield rule

    def _walk(self, index: int) -> Iterator[RuleView]:
        stopped = False
        for rule in self.usable(index):
            if stopped:
                self.stopped[index].add(rule)
            elif all(answer.verdict.ok for answer in self._answers(rule)):
                # Last of all, so that whoever meets the test is one whom the rule is about.
                if not experiments.sees(self._request, experiments.RULE, rule.id):
                    self.unseen.add(rule)
                    continue
                stopped = rule.stop
                yield rule
                if stopped and not self.everything:
                    return

    def _answers(self, rule: RuleView) -> tuple[Answered, ...]:
        if rule not in self.answers:
            needs = frozenset(
                need
                for check in rule.conditions
                for need in registry.get("conditions", check.code).needs
            )
            page = self._page(needs) if rule.conditions else None
            self.answers[rule] = tuple(_answer(page, check) for check in rule.conditions)
        return self.answers[rule]

    def _page(self, needs: frozenset[str]) -> Page:
        if self._facts_page is None or not needs <= self._known:
            self._known |= needs
            self._facts_page = self.facts.page(self.jobs[0].view.slot, self._known)
        return self._facts_page


def _answer(page: Page | None, check: Check) -> Answered:
    try:
        verdict: Verdict = registry.get("conditions", check.code).run(page, check.args)
    except Exception:
        # Neither the condition nor its negation: whoever cannot answer has said nothing.
        log.exception("Condition %s failed; its rule does not apply.", check.code)
        return Answered(check.code, check.negate, Verdict(False, "failed"))
    if check.negate:
        verdict = Verdict.when(not verdict.ok, "negated")
    return Answered(check.code, check.negate, verdict)
