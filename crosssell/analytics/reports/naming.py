"""What a merchant calls the things that reports are about; what is deleted says so."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from crosssell import registry, slots
from crosssell.analytics.rollup.sources import PIN
from crosssell.core.figures import (
    BUNDLE,
    PLACEMENT,
    PRODUCT,
    RULE,
    SLOT,
    STRATEGY,
    THRESHOLD,
    TOTAL,
)
from crosssell.models import Bundle, Placement, Rule, Threshold
from crosssell.oscar.target_names import names_of as titles_of


@dataclass(frozen=True)
class Name:
    """The words for a key; ``gone`` where it was deleted."""

    words: str
    gone: bool = False


def names_of(by: str, keys: Collection[Any]) -> dict[Any, Name]:
    """A name for each key of a report, in one query at most."""
    return _NAMES[by](keys) if keys else {}


def _placements(keys: Collection[int]) -> dict[int, Name]:
    rows = Placement.objects.filter(pk__in=keys).order_by()
    places = {one.name: str(one.label) for one in slots.all_slots()}
    # Two placements of one title are told apart by where they stand.
    found = {row.pk: f"{_title(row)} ({places.get(row.slot, row.slot)})" for row in rows}
    return {pk: _or_deleted(found.get(pk), _("Deleted placement %d") % pk) for pk in keys}


def _title(row: Placement) -> str:
    """What shoppers read above it, else what kind of widget it is."""
    kinds = {one.code: str(_(one.label)) for one in registry.all_of("widgets")}
    return row.title or kinds.get(row.widget, row.widget)


def _rules(keys: Collection[int]) -> dict[int, Name]:
    found = {0: _("No rule"), **_column(Rule, keys)}
    return {pk: _or_deleted(found.get(pk), _("Deleted rule %d") % pk) for pk in keys}


def _products(keys: Collection[int]) -> dict[int, Name]:
    found = titles_of(("product", pk) for pk in keys)
    deleted = _("Deleted product %d")
    return {pk: _or_deleted(found.get(("product", pk)), deleted % pk) for pk in keys}


def _bundles(keys: Collection[int]) -> dict[int, Name]:
    found = _column(Bundle, keys)
    return {pk: _or_deleted(found.get(pk), _("Deleted bundle %d") % pk) for pk in keys}


def _thresholds(keys: Collection[int]) -> dict[int, Name]:
    found = _column(Threshold, keys)
    return {pk: _or_deleted(found.get(pk), _("Deleted threshold %d") % pk) for pk in keys}


def _strategies(keys: Collection[str]) -> dict[str, Name]:
    known = {"": _("No strategy"), PIN: _("Pinned by hand")}
    known |= {one.code: _(one.label) for one in registry.all_of("strategies")}
    return {code: _or_deleted(known.get(code), _("%s (no such strategy)") % code) for code in keys}


def _slots(keys: Collection[str]) -> dict[str, Name]:
    known = {one.name: str(one.label) for one in slots.all_slots()}
    known[""] = _("Deleted placements")
    return {name: _or_deleted(known.get(name), _("%s (no such slot)") % name) for name in keys}


def _column(model: type[Model], keys: Collection[int]) -> dict[int, str]:
    rows = model._default_manager.filter(pk__in=keys).order_by()
    return dict(rows.values_list("pk", "name"))


def _or_deleted(name: str | None, otherwise: str) -> Name:
    return Name(otherwise, gone=True) if name is None else Name(name)


_NAMES: dict[str, Callable[[Any], dict[Any, Name]]] = {
    PLACEMENT: _placements,
    RULE: _rules,
    STRATEGY: _strategies,
    SLOT: _slots,
    PRODUCT: _products,
    BUNDLE: _bundles,
    THRESHOLD: _thresholds,
    TOTAL: lambda _keys: {"": Name(_("All"))},
}
