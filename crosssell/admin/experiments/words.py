"""A test and its parts in words, and how it stands."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.figure_words import day
from crosssell.admin.lookup.own import placement_names
from crosssell.models import Experiment, Variant

PREFETCH = tuple(f"variants__{name}" for name in ("placements", "rules", "bundles", "thresholds"))


def state_of(test: Experiment, now: datetime) -> tuple[str, str]:
    """A code and the words for it, as ``states.state`` has them for other rows."""
    if test.state == Experiment.State.LIVE and test.started_at:
        return "live", _("Live, day %(day)d") % {"day": (now - test.started_at).days + 1}
    if test.state == Experiment.State.ENDED and test.ended_at:
        return "ended", _("Ended %(day)s") % {"day": day(test.ended_at)}
    return str(test.state), str(test.get_state_display())


def share(thousandths: int) -> str:
    """A share in per cent."""
    return f"{number_format((Decimal(thousandths) / 10).normalize(), use_l10n=True)} %"


def days_live(test: Experiment, now: datetime) -> int | None:
    """Whole days from its start to its end or to now; None before it has begun."""
    return None if test.started_at is None else ((test.ended_at or now) - test.started_at).days


def held_in_words(row: Variant) -> str:
    """What its visitors see of the test; prefetch ``PREFETCH`` for many."""
    if row.holdout:
        return _("none of it (the holdout)")
    return "; ".join(f"{name}: {', '.join(names)}" for name, names in held_names(row).items()) or _(
        "nothing yet"
    )


def held_names(row: Variant) -> dict[str, list[str]]:
    """The names of what it holds, by kind in words."""
    counted = {
        "placements": lambda n: ngettext("placement", "placements", n),
        "rules": lambda n: ngettext("rule", "rules", n),
        "bundles": lambda n: ngettext("bundle", "bundles", n),
        "thresholds": lambda n: ngettext("threshold", "thresholds", n),
    }
    found: dict[str, list[str]] = {}
    for relation, word in counted.items():
        rows: list[Any] = list(getattr(row, relation).all())
        names = placement_names(rows).values() if relation == "placements" else map(str, rows)
        if rows:
            found[word(len(rows))] = [f"“{name}”" for name in names]
    return found
