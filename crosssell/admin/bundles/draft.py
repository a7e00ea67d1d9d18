"""The bundle that a page shows: as it is saved, or as it stands in a form that is not saved yet."""

from typing import Any

from crosssell.admin.bundles.part_form import LOOKUPS, kept
from crosssell.admin.lookup.sources import named
from crosssell.bundle_words import BundleRows
from crosssell.core.bundle_terms import Part
from crosssell.models import Bundle, BundleAmount, Component


def draft_of(context: dict[str, Any], saved: Bundle | None) -> BundleRows | None:
    """What the page's form holds; the saved bundle where nothing was sent.

    None where the form says too little, or something wrong, about the parts or the reward.
    """
    form = context["adminform"].form
    if not form.is_bound:
        return None if saved is None else BundleRows.of(saved)
    formsets = {one.opts.model: one.formset for one in context["inline_admin_formsets"]}
    if any(name in form.errors for name in ("reward", "args", "margin_floor", "budget")):
        return None
    parts = _parts(formsets.get(Component))
    amounts = _amounts(formsets.get(BundleAmount))
    if not parts or amounts is None:
        return None
    return BundleRows(form.instance, parts, amounts)


def names_known(rows: BundleRows) -> dict[tuple[str, Any], str]:
    """What the look-ups of the page call the targets, asked for once a kind."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in {key for part in rows.parts for key in part.targets}:
        wanted.setdefault(LOOKUPS[kind], set()).add(pk)
    if rows.bundle.group_id is not None:
        wanted["group"] = {rows.bundle.group_id}
    return {
        (lookup, pk): name
        for lookup, ids in wanted.items()
        for pk, name in named(lookup, ids).items()
    }


def _parts(formset: Any) -> tuple[Part, ...]:
    if formset is None or any(formset.errors):
        return ()
    return tuple(
        Part(
            form.cleaned_data["quantity"],
            frozenset(form.chosen),
            bool(form.cleaned_data.get("rewarded")),
        )
        for form in formset.forms
        if kept(form)
    )


def _amounts(formset: Any) -> dict[str, Any] | None:
    if formset is None or not formset.wanted:
        return {}
    if not formset.is_valid():
        return None
    rows = [form.cleaned_data for form in formset.forms if kept(form)]
    return {row["currency"]: row["amount"] for row in rows}
