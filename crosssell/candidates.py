"""Asks the strategies: all rules of a page that use one are asked together, some from the cache."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crosssell import conf, quick_cache, registry, resting
from crosssell.core.args import dump
from crosssell.core.data import Candidate, Page, Source

log = logging.getLogger(__name__)

# No database takes a greater id.
OUT_OF_RANGE = 2**63

Found = dict["Ask", tuple[Candidate, ...]]


@dataclass(frozen=True)
class Ask:
    """A strategy with args; two rules that ask the same are answered once."""

    strategy: str
    args: Any


def ask(page: Page, asks: Sequence[Ask], source: Source, *, cached: bool = True) -> Found:
    """Candidates by ask, best first. A strategy that fails is logged and has none."""
    return ask_each([(page, asks)], source, cached=cached)[0]


def ask_each(
    wanted: Sequence[tuple[Page, Sequence[Ask]]], source: Source, *, cached: bool = True
) -> list[Found]:
    """As ``ask``, for each of several pages of one visitor.

    The cache is asked once. What hangs on the same context is asked once, and a strategy that
    answers many pages ``together`` is asked for all of them in one go. Where nothing may come from
    the cache, even a strategy that rests because it is slow is asked.
    """
    patient = not cached
    cached = cached and bool(conf.settings().candidate_cache_seconds)
    keyed = cached or len(wanted) > 1
    keys = [
        {one: _key(page, one, source) if keyed else "" for one in asks} for page, asks in wanted
    ]
    known = _from_cache({key for some in keys for key in some.values() if key}) if cached else {}
    found: list[Found] = [{} for _ in wanted]
    fresh: dict[str, tuple[Candidate, ...]] = {}
    for strategy, places in _missing(keys, known).items():
        for asks, numbers in places.items():
            pages = [wanted[number][0] for number in numbers]
            answered = _run(strategy, pages, asks, source, patient)
            for number, answers in zip(numbers, answered, strict=True):
                found[number].update(answers)
                fresh |= {keys[number][one]: some for one, some in answers.items()}
    fresh.pop("", None)
    for some, answers in zip(keys, found, strict=True):
        for one, key in some.items():
            if one not in answers:
                answers[one] = known[key] if key in known else fresh[key]
    if cached:
        _to_cache(fresh)
    return found


def _missing(
    keys: Sequence[Mapping[Ask, str]], known: Collection[str]
) -> dict[str, dict[tuple[Ask, ...], list[int]]]:
    """By strategy, what nobody has answered, and the pages (by number) that ask just that."""
    taken = set(known)
    missing: dict[str, dict[tuple[Ask, ...], list[int]]] = {}
    for number, some in enumerate(keys):
        asks: dict[str, list[Ask]] = {}
        for one, key in some.items():
            if key not in taken:
                asks.setdefault(one.strategy, []).append(one)
                taken |= {key} if key else set()
        for strategy, those in asks.items():
            missing.setdefault(strategy, {}).setdefault(tuple(those), []).append(number)
    return missing


def _run(
    strategy: str, pages: Sequence[Page], asks: Sequence[Ask], source: Source, patient: bool
) -> list[Found]:
    if not patient and resting.rests(strategy):
        return [dict.fromkeys(asks, ()) for _ in pages]
    plugin = registry.get("strategies", strategy)
    args = [one.args for one in asks]
    with resting.watched(strategy):
        if plugin.together is not None and len(pages) > 1:
            ask_all = partial(plugin.together, pages, args, source)
            return _answers(strategy, asks, len(pages), source.limit, ask_all)
        return [
            found
            for page in pages
            for found in _answers(
                strategy, asks, 1, source.limit, partial(_alone, plugin, page, args, source)
            )
        ]


def _alone(plugin: registry.Plugin, page: Page, args: Sequence[Any], source: Source) -> list[Any]:
    return [plugin.run(page, args, source)]


def _answers(
    strategy: str, asks: Sequence[Ask], pages: int, limit: int, run: Callable[[], Sequence[Any]]
) -> list[Found]:
    try:
        return [
            {one: _bounded(found, limit) for one, found in zip(asks, lists, strict=True)}
            for _, lists in zip(range(pages), run(), strict=True)
        ]
    except Exception:
        log.exception("Strategy %s failed; its rules have no candidates.", strategy)
        return [dict.fromkeys(asks, ()) for _ in range(pages)]


def _bounded(found: Iterable[Candidate], limit: int) -> tuple[Candidate, ...]:
    """No more than asked for, and none twice, whatever a strategy proposes."""
    best: dict[int, Candidate] = {}
    for one in found:
        if 0 < one.product_id < OUT_OF_RANGE:
            best.setdefault(one.product_id, one)
        if len(best) == limit:
            break
    return tuple(best.values())


def _key(page: Page, one: Ask, source: Source) -> str:
    """The key of an answer that depends on the page alone; "" where it must not be kept."""
    context = registry.get("strategies", one.strategy).context
    if callable(context):
        context = context(one.args)
    if context is None:
        return ""
    about = [_about(page, name) for name in context]
    if context and not any(about):
        return ""
    parts = [one.strategy, dump(one.args), source.run_id, source.limit, about]
    text = json.dumps(parts, sort_keys=True, default=str)
    return f"crosssell:candidates:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _about(page: Page, name: str) -> int | None:
    if name == "product":
        # Not the family: a variant has a price and attributes of its own.
        return page.product.id if page.product is not None else None
    return page.category_id if name == "category" else None


def _from_cache(keys: Collection[str]) -> dict[str, tuple[Candidate, ...]]:
    if not keys:
        return {}
    return {
        key: tuple(
            Candidate(product_id, score, together=together, orders=orders, reason=reason)
            for product_id, score, together, orders, reason in kept
        )
        for key, kept in quick_cache.get(keys).items()
    }


def _to_cache(answers: dict[str, tuple[Candidate, ...]]) -> None:
    if answers:
        rows = {
            key: [(c.product_id, c.score, c.together, c.orders, c.reason) for c in found]
            for key, found in answers.items()
        }
        quick_cache.put(rows, conf.settings().candidate_cache_seconds)
