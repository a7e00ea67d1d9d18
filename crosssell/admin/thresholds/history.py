"""Versions of thresholds in words, for their history."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from crosssell.admin.history.state import State
from crosssell.admin.thresholds.rows import ThresholdRows, TierRows
from crosssell.admin.thresholds.words import (
    beside,
    for_whom,
    names_for,
    tier_in_words,
    uncounted_in_words,
)

PHASES = ("initial", "progress", "reached")


def told(states: Sequence[State]) -> list[dict[str, str]]:
    """Each version without its dates, as label and text."""
    rows = [_rows(state) for state in states]
    names = names_for(rows)
    found = []
    for one in rows:
        row = one.threshold
        said = {gettext("Name"): row.name}
        for place, tier in enumerate(one.tiers, start=1):
            said[gettext("Tier %(number)d") % {"number": place}] = tier_in_words(tier, names)
        for language, *texts in one.texts:
            label = gettext("Texts (%(language)s)") % {"language": language or gettext("others")}
            said[label] = " / ".join(texts)
        said |= {
            gettext("For whom"): capfirst(for_whom(one, names)),
            gettext("Beside what"): capfirst(beside(one)),
            gettext("Discounts add up"): gettext("yes") if row.adds_up else gettext("no"),
            gettext("What does not count"): uncounted_in_words(one, names),
            gettext("Priority"): str(row.priority),
        }
        found.append(said)
    return found


def _rows(state: State) -> ThresholdRows:
    of_tier: dict[str, dict[int, list[Any]]] = {"tiers__amounts": {}, "tiers__gifts": {}}
    for name, by_tier in of_tier.items():
        for one in state.children[name]:
            by_tier.setdefault(one.tier_id, []).append(one)
    tiers = tuple(
        TierRows(
            tier,
            {
                one.currency: (one.at_least, one.amount)
                for one in of_tier["tiers__amounts"].get(tier.pk, ())
            },
            tuple(one.product_id for one in of_tier["tiers__gifts"].get(tier.pk, ())),
        )
        for tier in state.children["tiers"]
    )
    return ThresholdRows(
        state.row,
        tiers,
        tuple(sorted(map(str, state.many["countries"]))),
        tuple(sorted((one.kind, one.target) for one in state.children["uncounted"])),
        tuple(
            (one.language, *(getattr(one, name) for name in PHASES))
            for one in state.children["texts"]
        ),
    )
