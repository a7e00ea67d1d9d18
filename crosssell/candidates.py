"""Asks the strategies: all rules of a page that use one are asked together, some from the cache."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crosssell import conf, quick_cache, registry
from crosssell.core.args import dump
from crosssell.core.data import Candidate, Page, Source

log = logging.getLogger(__name__)

Found = dict["Ask", tuple[Candidate, ...]]


@dataclass(frozen=True)
class Ask:
    """A strategy with args; two rules that ask the same are answered once."""

    strategy: str
    args: Any


def ask(page: Page, asks: Sequence[Ask], source: Source, *, cached: bool = True) -> Found:
    """Candidates by ask, best first. A strategy that fails is logged and has none."""
    asks = list(dict.fromkeys(asks))
    keys = {one: key for one in asks if (key := _key(page, one, source))} if cached else {}
    found = _from_cache(keys)
    missing: dict[str, list[Ask]] = {}
    for one in asks:
        if one not in found:
            missing.setdefault(one.strategy, []).append(one)
    for strategy, wanted in missing.items():
        found.update(_run(page, strategy, wanted, source))
    _to_cache(
        {key: found[one] for one, key in keys.items() if one in missing.get(one.strategy, ())}
    )
    return found


def _run(page: Page, strategy: str, asks: list[Ask], source: Source) -> Found:
    try:
        lists = registry.get("strategies", strategy).run(page, [one.args for one in asks], source)
        return {one: tuple(found) for one, found in zip(asks, lists, strict=True)}
    except Exception:
        log.exception("Strategy %s failed; its rules have no candidates.", strategy)
        return {one: () for one in asks}


def _key(page: Page, one: Ask, source: Source) -> str:
    """The key of an answer that depends on the page alone; "" where it must not be kept."""
    context = registry.get("strategies", one.strategy).context
    if callable(context):
        context = context(one.args)
    if context is None or not conf.settings().candidate_cache_seconds:
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


def _from_cache(keys: dict[Ask, str]) -> Found:
    if not keys:
        return {}
    kept = quick_cache.get(keys.values())
    return {
        one: tuple(
            Candidate(product_id, score, together=together, orders=orders, reason=reason)
            for product_id, score, together, orders, reason in kept[key]
        )
        for one, key in keys.items()
        if key in kept
    }


def _to_cache(answers: dict[str, tuple[Candidate, ...]]) -> None:
    if answers:
        rows = {
            key: [(c.product_id, c.score, c.together, c.orders, c.reason) for c in found]
            for key, found in answers.items()
        }
        quick_cache.put(rows, conf.settings().candidate_cache_seconds)
