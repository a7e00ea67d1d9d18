"""Versions in words: what a row was, and what changed from one version to the next."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from crosssell.admin import words
from crosssell.admin.history.state import State
from crosssell.admin.lookup.sources import named
from crosssell.admin.rules.words import RuleRows, parts, rule_names
from crosssell.admin.slot_field import label_of
from crosssell.admin.thresholds import history as thresholds
from crosssell.bundle_words import (
    BundleRows,
    bought_in_words,
    gives_in_words,
    limits_in_words,
    names_for,
)
from crosssell.core.bundle_terms import Part
from crosssell.models import Bundle, MatrixEntry, Placement, Preference, Rule, Threshold

Told = dict[str, str]


@dataclass(frozen=True)
class Change:
    """What one thing of a row was and is, in words."""

    label: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def told(model: type[Model], states: Sequence[State]) -> list[Told]:
    """Each state as label and text, in the order of the form; names are asked for once."""
    return TELLERS[model](states)


def changes(before: Told, after: Told) -> list[Change]:
    """Everything that either says, in its order."""
    labels = dict.fromkeys((*after, *before))
    return [Change(label, before.get(label, ""), after.get(label, "")) for label in labels]


def _label(model: type[Model], field: str) -> str:
    return str(model._meta.get_field(field).verbose_name)


def _yes(value: bool) -> str:
    return gettext("yes") if value else gettext("no")


def _at(value: datetime | None) -> str:
    return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT") if value else ""


def _dates(row: Any) -> Told:
    model = type(row)
    return {
        _label(model, "active"): _yes(row.active),
        _label(model, "starts_at"): _at(row.starts_at),
        _label(model, "ends_at"): _at(row.ends_at),
    }


def _rules(states: Sequence[State]) -> list[Told]:
    rows = [RuleRows(state.row, **state.children) for state in states]
    names = rule_names(rows)
    return [
        {
            _label(Rule, "name"): one.rule.name,
            **{part.label: part.text for part in parts(one, names)},
            _label(Rule, "reason"): one.rule.reason,
            _label(Rule, "priority"): str(one.rule.priority),
            **_dates(one.rule),
        }
        for one in rows
    ]


def _bundles(states: Sequence[State]) -> list[Told]:
    rows = [_bundle_rows(state) for state in states]
    names = names_for(rows)
    found = []
    for one in rows:
        bundle = one.bundle
        limits = limits_in_words(bundle, names)
        floor = "" if bundle.margin_floor is None else f"{bundle.margin_floor} %"
        found.append(
            {
                _label(Bundle, "name"): bundle.name,
                gettext("What must be bought together"): bought_in_words(one, one.parts, names),
                gettext("What it gives"): gives_in_words(one, names),
                gettext("Limits"): ", ".join(limits),
                _label(Bundle, "margin_floor"): floor,
                _label(Bundle, "with_offers"): _yes(bundle.with_offers),
                _label(Bundle, "with_vouchers"): _yes(bundle.with_vouchers),
                _label(Bundle, "slug"): bundle.slug,
                _label(Bundle, "text"): bundle.text,
                _label(Bundle, "priority"): str(bundle.priority),
                **_dates(bundle),
            }
        )
    return found


def _bundle_rows(state: State) -> BundleRows:
    targets: dict[int, set[tuple[str, int]]] = {}
    for one in state.children["components__targets"]:
        targets.setdefault(one.component_id, set()).add((one.kind, one.target))
    parts = tuple(
        Part(one.quantity, frozenset(targets.get(one.pk, ())), one.rewarded)
        for one in state.children["components"]
    )
    amounts = {one.currency: one.amount for one in state.children["amounts"]}
    return BundleRows(state.row, parts, amounts)


def _thresholds(states: Sequence[State]) -> list[Told]:
    told = thresholds.told(states)
    return [said | _dates(state.row) for said, state in zip(told, states, strict=True)]


def _placements(states: Sequence[State]) -> list[Told]:
    wanted = {pk for state in states for pk in state.many["rules"]}
    rules = dict(Rule.objects.filter(pk__in=wanted).values_list("pk", "name"))
    names = words.names_of(("widgets", state.row.widget, state.row.args) for state in states)
    found = []
    for state in states:
        row = state.row
        said = [rules.get(pk) or gettext("#%d (deleted)") % pk for pk in state.many["rules"]]
        found.append(
            {
                _label(Placement, "slot"): label_of(row.slot),
                _label(Placement, "widget"): words.plugin_in_words(
                    "widgets", row.widget, row.args, names
                ),
                _label(Placement, "rules"): ", ".join(sorted(said)),
                _label(Placement, "title"): row.title,
                _label(Placement, "layout"): row.get_layout_display(),
                _label(Placement, "min_items"): str(row.min_items),
                _label(Placement, "max_items"): str(row.max_items),
                _label(Placement, "position"): str(row.position),
                **_dates(row),
            }
        )
    return found


def _matrix(states: Sequence[State]) -> list[Told]:
    sides = ("main", "companion")
    products = _named(
        "product", (getattr(s.row, f"{at}_product_id") for s in states for at in sides)
    )
    categories = _named(
        "category", (getattr(s.row, f"{at}_category_id") for s in states for at in sides)
    )
    labels = {"main": gettext("Main"), "companion": gettext("Companion")}
    return [
        {
            **{
                labels[at]: products.get(getattr(state.row, f"{at}_product_id"), "")
                or categories.get(getattr(state.row, f"{at}_category_id"), "")
                for at in sides
            },
            _label(MatrixEntry, "reason"): state.row.reason,
            _label(MatrixEntry, "position"): str(state.row.position),
            _label(MatrixEntry, "active"): _yes(state.row.active),
        }
        for state in states
    ]


def _preferences(states: Sequence[State]) -> list[Told]:
    products = _named("product", (state.row.product_id for state in states))
    return [
        {
            _label(Preference, "product"): products[state.row.product_id],
            _label(Preference, "never"): _yes(state.row.never),
            _label(Preference, "weight"): str(state.row.weight),
        }
        for state in states
    ]


def _named(kind: str, keys: Iterable[int | None]) -> dict[int, str]:
    """The names of ids; of what is gone, its number."""
    wanted = {key for key in keys if key is not None}
    names = named(kind, wanted)
    return {key: names.get(key) or f"#{key}" for key in wanted}


TELLERS: dict[type[Model], Callable[[Sequence[State]], list[Told]]] = {
    Bundle: _bundles,
    Rule: _rules,
    Threshold: _thresholds,
    Placement: _placements,
    MatrixEntry: _matrix,
    Preference: _preferences,
}
