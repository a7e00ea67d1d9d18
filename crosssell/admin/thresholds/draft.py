"""The threshold that a page shows: as it is saved, or as it stands in a form not saved yet."""

from collections.abc import Iterable
from typing import Any

from crosssell.admin import words
from crosssell.admin.bundles.part_form import LOOKUPS
from crosssell.admin.lookup.sources import named
from crosssell.admin.thresholds.rows import ThresholdRows, TierRows
from crosssell.admin.thresholds.tier_form import kept
from crosssell.models import Threshold, ThresholdText, Tier


def draft_of(context: dict[str, Any], saved: Threshold | None) -> ThresholdRows | None:
    """What the page's form holds: the tiers of it that are right; the saved one if nothing came.

    None where it has no tier yet.
    """
    form = context["adminform"].form
    if not form.is_bound:
        return None if saved is None else ThresholdRows.of(saved)
    formsets = {one.opts.model: one.formset for one in context["inline_admin_formsets"]}
    tiers = sorted(_right(formsets.get(Tier)), key=lambda one: one.begins)
    if not tiers:
        return None
    cleaned = getattr(form, "cleaned_data", {})
    return ThresholdRows(
        form.instance,
        tuple(
            TierRows(
                one.instance, one.cleaned_data["amounts"], tuple(one.cleaned_data["gifts"] or ())
            )
            for one in tiers
        ),
        tuple(cleaned.get("countries") or ()),
        form.uncounted,
        tuple(
            tuple(one.cleaned_data[name] for name in ("language", "initial", "progress", "reached"))
            for one in _right(formsets.get(ThresholdText))
        ),
    )


def _right(formset: Any) -> Iterable[Any]:
    if formset is None:
        return []
    formset.is_valid()
    return [one for one in formset.forms if kept(one) and not one.errors]


def names_known(rows: ThresholdRows) -> dict[tuple[str, Any], str]:
    """What the look-ups of the page call what it names, asked for once a kind."""
    wanted: dict[str, set[Any]] = {"buyable": {pk for one in rows.tiers for pk in one.gifts}}
    for kind, pk in rows.uncounted:
        wanted.setdefault(LOOKUPS[kind], set()).add(pk)
    if rows.threshold.group_id is not None:
        wanted["group"] = {rows.threshold.group_id}
    found = words.names_of(
        (("tier_rewards", one.tier.reward, one.tier.args) for one in rows.tiers),
        [("country", code) for code in rows.countries],
    )
    return found | {
        (lookup, pk): name
        for lookup, ids in wanted.items()
        if ids
        for pk, name in named(lookup, ids).items()
    }
