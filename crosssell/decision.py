"""One page's decision: which rules apply, what their strategies propose, what passes, who wins."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from crosssell import candidates, registry
from crosssell.candidates import Ask
from crosssell.core.args import parse
from crosssell.core.data import Candidate, Page, Product, Source, Verdict
from crosssell.core.placement import PlacementView, RuleView
from crosssell.core.ranking import Choice, Note, Pick, Pool, Want, choose
from crosssell.facts import Facts
from crosssell.oscar import catalogue

log = logging.getLogger(__name__)

# Whatever the merchant chose: never what is hidden or sold out, nor what the shopper has.
ALWAYS = ("not_public", "not_buyable", "same_product", "in_basket")
TOP_UP = ("bestsellers", {"window": 28})
# Picks held back for each widget, should the shop's own strategy refuse one of the shown.
RESERVE = 1
LEAST_LIMIT = 50
MOST_LIMIT = 400


@dataclass(frozen=True)
class Job:
    """A placement to fill and those of its rules that may be used."""

    view: PlacementView
    rules: tuple[RuleView, ...]


@dataclass(frozen=True)
class Answered:
    """A condition's verdict, already turned round where it is negated."""

    code: str
    negate: bool
    verdict: Verdict


@dataclass
class Decision:
    """Decides for jobs in the order in which they win; its parts are there for an explanation.

    Each part is worked out once, in the order: conditions, candidates, products, choices.
    """

    facts: Facts
    jobs: Sequence[Job]
    run_id: int | None
    detail: bool = False
    note: Note | None = None
    refused_by: dict[tuple[int, int], str] = field(default_factory=dict)

    @cached_property
    def rules(self) -> tuple[RuleView, ...]:
        """Every rule of the page once."""
        return tuple(dict.fromkeys(rule for job in self.jobs for rule in job.rules))

    @cached_property
    def answers(self) -> dict[RuleView, tuple[Answered, ...]]:
        """What each rule's conditions say of this page."""
        checks = [check for rule in self.rules for check in rule.conditions]
        page = self._page(_needs("conditions", (check.code for check in checks)))
        return {
            rule: tuple(_answer(page, check) for check in rule.conditions) for rule in self.rules
        }

    @cached_property
    def applying(self) -> tuple[RuleView, ...]:
        """The rules whose conditions all hold."""
        return tuple(
            rule for rule in self.rules if all(answer.verdict.ok for answer in self.answers[rule])
        )

    @cached_property
    def page(self) -> Page:
        """The page with every fact that the applying rules need."""
        rules = self.applying
        checks = [check for rule in rules for check in rule.conditions]
        filters = {check.code for rule in rules for check in rule.filters} | set(ALWAYS)
        return self._page(
            _needs("conditions", (check.code for check in checks))
            | _needs("strategies", (rule.strategy for rule in rules))
            | _needs("filters", filters)
        )

    @cached_property
    def proposed(self) -> dict[RuleView, tuple[Candidate, ...]]:
        """The candidates of each applying rule."""
        asks = {rule: Ask(rule.strategy, rule.args) for rule in self.applying}
        wanted = list(asks.values())
        if any(_tops_up(rule) for rule in self.applying):
            wanted.append(_top_up())
        source = Source(self.run_id, self.facts.now, self._limit(), self.detail)
        found = candidates.ask(self.page, wanted, source, cached=not self.detail)
        self._backup = found.get(_top_up(), ())
        return {rule: found[ask] for rule, ask in asks.items()}

    @cached_property
    def products(self) -> dict[int, Product]:
        """Everything proposed, as the filters see it."""
        return catalogue.products(self.proposed_ids)

    @property
    def proposed_ids(self) -> frozenset[int]:
        """The products of every candidate, the top-up's too."""
        found = (*self.proposed.values(), self._backup)
        return frozenset(one.product_id for some in found for one in some)

    @cached_property
    def shortlists(self) -> list[tuple[Pick, ...]]:
        """What each job would show and holds back, by what the filters say."""
        proposed = self.proposed
        first = choose(
            [self._want(job, proposed) for job in self.jobs],
            self.products,
            self._keep,
            RESERVE,
            self.note,
        )
        return [(*choice.shown, *choice.reserve) for choice in first]

    @property
    def short_ids(self) -> list[int]:
        """The products of the short lists, and the page's own where a widget needs it."""
        return [*(pick.product.id for picks in self.shortlists for pick in picks), *self._main_ids]

    @cached_property
    def stocked(self) -> dict[int, catalogue.Stocked]:
        """What Oscar's own strategy says of the short lists."""
        return catalogue.stocked(self.short_ids, self.facts.strategy)

    @cached_property
    def choices(self) -> list[Choice]:
        """What each job shows, after Oscar's own strategy had its say."""
        again = [
            Want([replace(pick.pool, candidates=(pick.candidate,)) for pick in picks], least, most)
            for picks, least, most in (
                (picks, job.view.min_items, job.view.max_items)
                for picks, job in zip(self.shortlists, self.jobs, strict=True)
            )
        ]
        return choose(again, self.products, self._available)

    @property
    def shown_ids(self) -> list[int]:
        """All that is shown, and the page's product where a widget needs it."""
        shown = [pick.product.id for choice in self.choices for pick in choice.shown]
        return [*shown, *self._main_ids]

    @cached_property
    def cards(self) -> dict[int, catalogue.Card]:
        """Cards of all that is shown, and of the page's product where a widget needs it."""
        return _drawn(self.shown_ids, self.stocked)

    @property
    def refused(self) -> frozenset[int]:
        """Products that passed every filter, and that Oscar's own strategy does not sell."""
        return frozenset(pk for pk, one in self.stocked.items() if not one.available)

    @property
    def _main_ids(self) -> tuple[int, ...]:
        widgets = {job.view.widget for job in self.jobs}
        needed = any("product" in registry.get("widgets", code).needs for code in widgets)
        return (self.page.product.id,) if needed and self.page.product is not None else ()

    def _page(self, needs: Iterable[str]) -> Page:
        return self.facts.page(self.jobs[0].view.slot, needs)

    def _limit(self) -> int:
        # In steps, so that the candidates in the cache serve pages that want a few more or less.
        wanted = 2 * sum(job.view.max_items for job in self.jobs)
        limit = LEAST_LIMIT
        while limit < min(wanted, MOST_LIMIT):
            limit *= 2
        return limit

    def _want(self, job: Job, proposed: Mapping[RuleView, tuple[Candidate, ...]]) -> Want:
        rules = [rule for rule in job.rules if rule in proposed]
        pools = [Pool(self.rules.index(rule), proposed[rule]) for rule in rules]
        pools += [
            Pool(self.rules.index(rule), self._backup, backup=True)
            for rule in rules
            if _tops_up(rule)
        ]
        return Want(pools, job.view.min_items, job.view.max_items)

    def _keep(self, pool: Pool, product: Product) -> Verdict:
        for code, run, args in self._filters[pool.key]:
            try:
                verdict: Verdict = run(self.page, product, args)
            except Exception:
                log.exception("Filter %s failed; product %s is kept out.", code, product.id)
                verdict = Verdict(False, "failed")
            if not verdict.ok:
                self.refused_by[pool.key, product.id] = code
                return verdict
        return Verdict(True)

    @cached_property
    def _filters(self) -> list[list[tuple[str, Any, Any]]]:
        always = [(code, None) for code in ALWAYS]
        return [
            [
                (code, plugin.run, args if args is not None else plugin.args())
                for code, args in [*always, *((check.code, check.args) for check in rule.filters)]
                for plugin in [registry.get("filters", code)]
            ]
            for rule in self.rules
        ]

    def _available(self, pool: Pool, product: Product) -> Verdict:
        stocked = self.stocked.get(product.id)
        return Verdict.when(stocked is not None and stocked.available, "not_available")


def read_together(decisions: Sequence[Decision]) -> None:
    """Read what several pages of one visitor need with the queries of one page.

    Only candidates that no cache holds are still asked for page by page.
    """
    products = catalogue.products(pk for one in decisions for pk in one.proposed_ids)
    for one in decisions:
        one.products = products
    short = [pk for one in decisions for pk in one.short_ids]
    stocked = catalogue.stocked(short, decisions[0].facts.strategy)
    for one in decisions:
        one.stocked = stocked
    cards = _drawn([pk for one in decisions for pk in one.shown_ids], stocked)
    for one in decisions:
        one.cards = cards


def _drawn(
    ids: Iterable[int], stocked: Mapping[int, catalogue.Stocked]
) -> dict[int, catalogue.Card]:
    return catalogue.drawn(stocked[pk] for pk in dict.fromkeys(ids) if pk in stocked)


def _answer(page: Page, check: Any) -> Answered:
    try:
        verdict: Verdict = registry.get("conditions", check.code).run(page, check.args)
    except Exception:
        # Neither the condition nor its negation: whoever cannot answer has said nothing.
        log.exception("Condition %s failed; its rule does not apply.", check.code)
        return Answered(check.code, check.negate, Verdict(False, "failed"))
    if check.negate:
        verdict = Verdict.when(not verdict.ok, "negated")
    return Answered(check.code, check.negate, verdict)


def _needs(kind: str, codes: Iterable[str]) -> frozenset[str]:
    return frozenset(need for code in set(codes) for need in registry.get(kind, code).needs)


def _tops_up(rule: RuleView) -> bool:
    return bool(getattr(rule.args, "top_up", False))


def _top_up() -> Ask:
    code, args = TOP_UP
    return Ask(code, parse(registry.get("strategies", code).args, args))
