"""One page's decision: which rules apply, what their strategies propose, what passes, who wins."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from crosssell import candidates, registry
from crosssell.applying import Applying
from crosssell.candidates import Ask
from crosssell.core.data import Candidate, Page, Product, Source, Verdict
from crosssell.core.placement import RuleView
from crosssell.core.placement_map import Map
from crosssell.core.ranking import Choice, Note, Pick, Pool, choose
from crosssell.core.scoring import Weighted
from crosssell.facts import PageFacts
from crosssell.impersonal import impersonal
from crosssell.judging import Judging, weighted
from crosssell.oscar import catalogue
from crosssell.pools import (
    MOST_LIMIT,
    Job,
    Pooled,
    again,
    asks_of,
    limit_of,
    needs_of,
    want,
)

# Picks held back for each widget, should the shop's own strategy refuse one of the shown.
RESERVE = 1
# Rules of a placement that are asked at first, then twice as many, and so on.
FIRST_RULES = 8
MOST_WAVES = 4


@dataclass
class Decision:
    """Decides for jobs in the order in which they win; its parts are there for an explanation.

    Each part is worked out once, in the order: applying, proposed, products, short lists,
    choices. With ``detail`` every rule is asked and every candidate judged. ``cached`` may answer
    from what strategies said in the last minute; ``read`` reads products by their ids.
    ``impersonal`` asks no strategy that knows the visitor.
    """

    facts: PageFacts
    jobs: Sequence[Job]
    found: Map
    detail: bool = False
    note: Note | None = None
    cached: bool = True
    read: Callable[[Collection[int]], dict[int, Product]] = catalogue.products
    refused_by: dict[tuple[int, int], str] = field(default_factory=dict)
    impersonal: bool = False

    def __post_init__(self) -> None:
        self.rules: list[RuleView] = []
        self.taken: list[list[RuleView]] = [[] for _ in self.jobs]
        self._asked: dict[Ask, tuple[Candidate, ...]] = {}
        self._limit = limit_of(self.jobs)

    @cached_property
    def applying(self) -> Applying:
        """The rules whose conditions hold, found on demand."""
        return Applying(self.facts, self.jobs, self.found, everything=self.detail)

    @cached_property
    def page(self) -> Page:
        """The page with every fact that the rules in play need."""
        return self._page(self._needs())

    @cached_property
    def proposed(self) -> Mapping[Ask, tuple[Candidate, ...]]:
        """What the strategies of the first rules that apply, and their fallbacks, propose."""
        self._take(FIRST_RULES)
        return self._asked

    @cached_property
    def products(self) -> dict[int, Product]:
        """Everything proposed, as the filters see it."""
        return self.read(self.proposed_ids)

    @property
    def proposed_ids(self) -> frozenset[int]:
        """The products of every candidate and pin, the fallbacks' too."""
        ids = {one.product_id for found in self.proposed.values() for one in found}
        return frozenset(ids | {pin.product_id for rule in self.rules for pin in rule.pins})

    @cached_property
    def shortlists(self) -> list[tuple[Pick, ...]]:
        """What each job would show and holds back, by what the filters say."""
        _ = self.products
        first, wave = self._chosen(), FIRST_RULES
        for _again in range(MOST_WAVES):
            short = [
                index
                for index, (job, choice) in enumerate(zip(self.jobs, first, strict=True))
                if len(choice.shown) < job.view.max_items
            ]
            if not self._deeper(short):
                wave *= 2
                if self.detail or not self._take(wave, short):
                    break
            missing = self.proposed_ids - self.products.keys()
            self.products = self.products | self.read(missing)
            first = self._chosen()
        if self.note is not None:
            first = self._chosen(self.note)
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
        again_all = [
            again(picks, job) for picks, job in zip(self.shortlists, self.jobs, strict=True)
        ]
        return choose(again_all, self.products, self._available)

    @property
    def shown_ids(self) -> list[int]:
        """All that is shown, and the page's product where a widget needs it."""
        shown = [pick.product.id for choice in self.choices for pick in choice.shown]
        return [*shown, *self._main_ids]

    @cached_property
    def cards(self) -> dict[int, catalogue.Card]:
        """Cards of all that is shown, and of the page's product where a widget needs it."""
        return drawn(self.shown_ids, self.stocked)

    @property
    def refused(self) -> frozenset[int]:
        """Products that passed every filter, and that Oscar's own strategy does not sell."""
        return frozenset(pk for pk, one in self.stocked.items() if not one.available)

    @property
    def _main_ids(self) -> tuple[int, ...]:
        widgets = {job.view.widget for job in self.jobs}
        needed = any("product" in registry.get("widgets", code).needs for code in widgets)
        return (self.page.product.id,) if needed and self.page.product is not None else ()

    def _take(self, most: int, only: Iterable[int] | None = None) -> bool:
        """Take up to ``most`` more rules a job into play and ask them; whether there were any."""
        fresh = self.play(most, only)
        if fresh:
            self.hear(candidates.ask(self.page, self.open, self.source, cached=self.cached))
        return fresh

    def _deeper(self, short: Iterable[int]) -> bool:
        """Ask once more for what was cut off, where filters left too few; whether anything was."""
        if self._limit == MOST_LIMIT:
            return False
        cut = {
            ask: None
            for index in short
            for rule in self.taken[index]
            for ask in asks_of(rule)
            if len(self._asked[ask]) >= self._limit
        }
        if cut:
            self._limit = MOST_LIMIT
            self.hear(candidates.ask(self.page, list(cut), self.source, cached=self.cached))
        return bool(cut)

    def play(self, most: int, only: Iterable[int] | None = None) -> bool:
        """Take up to ``most`` more rules a job into play; whether there were any."""
        fresh = False
        for index in range(len(self.jobs)) if only is None else only:
            found = self.applying.more(index, most)
            if self.impersonal:
                found = [impersonal(rule) for rule in found]
            self.taken[index] += found
            fresh = fresh or bool(found)
        if fresh:
            self.rules = list(dict.fromkeys(rule for some in self.taken for rule in some))
            self.__dict__.pop("page", None)
        return fresh

    @property
    def open(self) -> list[Ask]:
        """What the rules in play ask and nobody has answered."""
        return [ask for rule in self.rules for ask in asks_of(rule) if ask not in self._asked]

    @property
    def source(self) -> Source:
        """Where the strategies read from."""
        return Source(self.found.run_id, self.facts.now, self._limit, self.detail, self.facts)

    def hear(self, answers: Mapping[Ask, tuple[Candidate, ...]]) -> None:
        """Take what the strategies propose."""
        self._asked |= answers

    def _chosen(self, note: Note | None = None) -> list[Choice]:
        enriched = self._enriched()
        judging = Judging(self.page, self.rules, self.found.never, self.refused_by)
        boosts = [weighted(self.page, rule) for rule in self.rules]
        wants = [
            want(job, [self._pooled(rule, boosts) for rule in rules])
            for job, rules in zip(self.jobs, self.taken, strict=True)
        ]
        return choose(wants, enriched, judging.keep, RESERVE, note)

    def _enriched(self) -> dict[int, Product]:
        needs = frozenset(one for one in self._needs() if one.startswith("candidate."))
        if not needs:
            return self.products
        found = self.facts.enriched(self.products, needs, self.found.run_id)
        if "candidate.weight" in needs:
            weights = self.found.weights
            found = {
                pk: replace(one, weight=weights.get(pk, weights.get(one.family, 0)))
                for pk, one in found.items()
            }
        return found

    def _pooled(self, rule: RuleView, boosts: Sequence[Sequence[Weighted]]) -> Pooled:
        key = self.rules.index(rule)
        return Pooled(key, rule, [self.proposed[one] for one in asks_of(rule)], boosts[key])

    def _needs(self) -> frozenset[str]:
        return needs_of(self.rules)

    def _page(self, needs: Iterable[str]) -> Page:
        return self.facts.page(self.jobs[0].view.slot, needs)

    def _available(self, pool: Pool, product: Product) -> Verdict:
        stocked = self.stocked.get(product.id)
        return Verdict.when(stocked is not None and stocked.available, "not_available")


def read_together(decisions: Sequence[Decision]) -> None:
    """Read what several pages of one visitor need with the queries of one page.

    Only a strategy that cannot answer many pages together is asked page by page, and rules that
    are tried because the first of them were not enough.
    """
    for one in decisions:
        one.play(FIRST_RULES)
    wanted = [(one.page, one.open) for one in decisions]
    answers = candidates.ask_each(wanted, decisions[0].source, cached=decisions[0].cached)
    for one, found in zip(decisions, answers, strict=True):
        one.hear(found)
        one.proposed = one._asked
    products = catalogue.products(pk for one in decisions for pk in one.proposed_ids)
    for one in decisions:
        one.products = products
    short = [pk for one in decisions for pk in one.short_ids]
    stocked = catalogue.stocked(short, decisions[0].facts.strategy)
    for one in decisions:
        one.stocked = stocked
    cards = drawn([pk for one in decisions for pk in one.shown_ids], stocked)
    for one in decisions:
        one.cards = cards


def drawn(
    ids: Iterable[int], stocked: Mapping[int, catalogue.Stocked]
) -> dict[int, catalogue.Card]:
    """The cards of these products, as far as they are stocked."""
    return catalogue.drawn(stocked[pk] for pk in dict.fromkeys(ids) if pk in stocked)
