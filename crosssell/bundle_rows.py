"""Rows of bundles as the values that decisions are made from; the look-up of a basket's bundles.

Two queries whatever the number of bundles: one finds those of which the basket has something for
every part (or for all parts but one), one reads what the basket has for each.
"""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from crosssell import experiments, registry
from crosssell.bundle_lookup import Found, found_bundles, parts_hit
from crosssell.core import bundles
from crosssell.core.args import ArgsError, parse
from crosssell.core.bundle_given import Given, Taken
from crosssell.core.bundle_terms import (
    Combination,
    Giver,
    Key,
    Missing,
    Part,
    Priced,
    Take,
    Terms,
)
from crosssell.core.money import from_minor
from crosssell.models import Bundle, Component
from crosssell.oscar.basket_keys import places

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A bundle as a look-up found it.

    ``components`` are the ids of its parts, in the order of ``terms.parts``. ``offer_id`` is
    Oscar's row, ``offer_name`` how that is called; both None where no basket had the bundle yet.
    The targets of ``terms`` are only those that were looked for.
    """

    terms: Terms
    name: str
    slug: str
    version: int
    offer_id: int | None
    offer_name: str | None
    with_offers: bool
    with_vouchers: bool
    components: tuple[int, ...]


def completable(
    keys: Collection[Key],
    *,
    currency: str,
    user_id: int | None,
    now: datetime,
    customer: str = "",
    request: Any = None,
) -> list[Row]:
    """The live bundles that have a key for every part; two queries.

    Best priority first. ``user_id`` (None: a guest) opens the bundles of his groups, ``customer``
    (see ``crosssell.limits``) is who a limit for each customer counts. Left out are bundles whose
    limits are used up, whose reward is not known or has no amount in that currency, and those
    that the visitor of the ``request`` does not see, because they are under test.
    """
    found = found_bundles(keys, 0, currency, user_id, now, customer)
    return _rows(found, keys, currency, request)


def near(
    keys: Collection[Key],
    *,
    currency: str,
    user_id: int | None,
    now: datetime,
    customer: str = "",
    request: Any = None,
) -> list[Row]:
    """The same for bundles that have a key for every part but one; that part has no targets.

    Bounded: where a shop has very many bundles of one large category, some are not found.
    """
    found = found_bundles(keys, 1, currency, user_id, now, customer)
    return _rows(found, keys, currency, request)


def terms_of(
    bundle: Bundle, currency: str, components: Iterable[Component] | None = None
) -> Terms | None:
    """The terms of a bundle as it stands, without what was used of its limits.

    None where it gives nothing in that currency: no amount or another budget's currency, no
    components, or a reward that is not known. ``components`` stand for its own (a form's, not
    saved yet); their targets, and the amounts, are read through Django's relations.
    """
    parts = tuple(
        Part(
            one.quantity,
            frozenset((each.kind, each.target) for each in one.targets.all()),
            one.rewarded,
        )
        for one in (bundle.components.all() if components is None else components)
    )
    amounts = {one.currency: one.amount for one in bundle.amounts.all()} if bundle.pk else {}
    return terms_from(bundle, parts, amounts, currency)


def terms_from(
    bundle: Bundle, parts: Sequence[Part], amounts: Mapping[str, Decimal], currency: str
) -> Terms | None:
    """The same of a bundle whose rows are at hand, or not saved yet; ``amounts`` are by currency.

    No query.
    """
    return _terms(
        Found(
            id=bundle.pk or 0,
            reward=bundle.reward,
            args=bundle.args,
            priority=bundle.priority,
            per_basket=bundle.per_basket,
            per_customer=bundle.per_customer,
            most_uses=bundle.most_uses,
            budget=bundle.budget,
            budget_currency=bundle.budget_currency,
            alone=bundle.alone,
            margin_floor=bundle.margin_floor,
            amount=amounts.get(currency),
        ),
        parts,
        currency,
    )


def combine(
    lines: Iterable[Priced], terms: Iterable[Terms], nodes: int = bundles.NODES
) -> Combination:
    """The combination of these bundles that saves the most on these lines.

    ``nodes`` bounds the search; baskets are given what the usual bound finds.
    """
    return bundles.best(lines, terms, _giver, nodes)


def given_of(combination: Combination, rows: Iterable[Row], currency: str) -> list[Given]:
    """What each bundle gives, in the order of the rows; Oscar's offers are not looked up.

    Sets that only helped others to a whole minor unit count as one with the first of these.
    """
    digits = places(currency)
    takes: defaultdict[int, list[list[Take]]] = defaultdict(list)
    for one in sorted(combination.sets, key=lambda each: not each.discount):
        if one.discount or not takes[one.bundle]:
            takes[one.bundle].append(list(one.takes))
        else:
            takes[one.bundle][0] += one.takes
    sets = {pk: tuple(_taken(some, digits) for some in each) for pk, each in takes.items()}
    return [
        Given(
            row.terms.id,
            row.version,
            row.name,
            currency,
            sets[row.terms.id],
            with_offers=row.with_offers,
            with_vouchers=row.with_vouchers,
        )
        for row in rows
        if row.terms.id in sets
    ]


def _taken(takes: Iterable[Take], digits: int) -> tuple[Taken, ...]:
    """The pieces of each line together, whatever parts of the set they fill."""
    quantity: defaultdict[int, int] = defaultdict(int)
    amount: defaultdict[int, int] = defaultdict(int)
    for take in takes:
        quantity[take.line] += take.quantity
        amount[take.line] += take.discount
    return tuple(Taken(line, quantity[line], from_minor(amount[line], digits)) for line in quantity)


def missing(lines: Iterable[Priced], terms: Iterable[Terms]) -> tuple[Missing, ...]:
    """The bundles that lack exactly one part, with what it lacks."""
    return bundles.missing(lines, terms, _giver)


def _giver(code: str) -> Giver:
    return registry.get("rewards", code)


def _rows(found: Sequence[Found], keys: Collection[Key], currency: str, request: Any) -> list[Row]:
    parts = parts_hit([one.id for one in found], keys)
    rows = []
    for one in found:
        components = parts.get(one.id, {})
        terms = _terms(one, list(components.values()), currency)
        if terms is not None and experiments.sees(request, experiments.BUNDLE, one.id):
            rows.append(
                Row(
                    terms,
                    one.name,
                    one.slug,
                    one.version,
                    one.offer_id,
                    one.offer_name,
                    one.with_offers,
                    one.with_vouchers,
                    tuple(components),
                )
            )
    return rows


def _terms(one: Found, parts: Sequence[Part], currency: str) -> Terms | None:
    scale = 10 ** places(currency)
    if not parts or (one.budget is not None and one.budget_currency != currency):
        return None
    try:
        plugin = registry.get("rewards", one.reward)
        args = parse(plugin.args, _object(one.args))
    except (registry.UnknownPlugin, ArgsError) as error:
        log.warning("Bundle %s gives nothing: %s", one.id, error)
        return None
    if plugin.amount and one.amount is None:
        return None
    budget = None if one.budget is None else max(one.budget - one.spent, Decimal(0))
    left = [
        most - used
        for most, used in (
            (one.per_basket, 0),
            (one.most_uses, one.uses),
            (one.per_customer, one.customer_uses),
        )
        if most is not None
    ]
    return Terms(
        id=one.id,
        parts=tuple(parts),
        reward=one.reward,
        args=args,
        amount=int(one.amount * scale) if plugin.amount and one.amount is not None else None,
        priority=one.priority,
        most_sets=max(min(left), 0) if left else None,
        most_discount=None if budget is None else int(budget * scale),
        alone=one.alone,
        margin_floor=None if one.margin_floor is None else one.margin_floor / 100,
    )


def _object(args: Any) -> Mapping[str, Any]:
    """Settings as a database handed them out: SQLite as text, Django as an object."""
    return json.loads(args) if isinstance(args, str) else args
