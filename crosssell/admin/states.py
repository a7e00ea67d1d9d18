"""What a merchant's row does now, as a code and in words: nothing is called live that is not."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.bundles.used import used_up
from crosssell.admin.thresholds.lacks import lack_of
from crosssell.core.args import ArgsError, parse
from crosssell.models import Bundle, Placement, Rule, Threshold

# The parts of a rule that are plugins, and their kind.
PLUGINS = {
    "conditions": "conditions",
    "fallbacks": "strategies",
    "filters": "filters",
    "boosts": "boosts",
}
# What ``state`` reads of placements; prefetch it for a list of them.
OF_PLACEMENTS = ("rules", *(f"rules__{name}" for name in PLUGINS))


def state(row: Any, now: datetime) -> tuple[str, str]:
    """A code and the words for it, with their date.

    "draft", "ended", "scheduled" and "live" by the row's switch and dates, "ended" also where a
    bundle is used up; "warning" where these would let it be shown, but something else does not.
    """
    if not row.active:
        return "draft", gettext("Draft")
    if row.ends_at and row.ends_at <= now:
        return "ended", gettext("Ended %(day)s") % {"day": _day(row.ends_at)}
    if row.starts_at and now < row.starts_at:
        return "scheduled", gettext("Scheduled from %(day)s") % {"day": _day(row.starts_at)}
    if isinstance(row, Bundle) and used_up(row):
        return "ended", gettext("Used up")
    why_not = hindered(row, now)
    if why_not:
        return "warning", why_not
    if row.ends_at:
        return "live", gettext("Live until %(day)s") % {"day": _day(row.ends_at)}
    return "live", gettext("Live")


def broken(row: Rule | Placement) -> bool:
    """Whether a plugin of the row is not installed, or cannot read its settings."""
    if isinstance(row, Placement):
        return not _usable("widgets", row.widget, row.args)
    return not _usable("strategies", row.strategy, row.args) or not all(
        _usable(kind, part.code, part.args)
        for name, kind in PLUGINS.items()
        for part in getattr(row, name).all()
    )


def hindered(row: Any, now: datetime) -> str:
    """Why a row that is on and in its dates is not shown, in words; "" where nothing hinders."""
    if isinstance(row, Bundle):
        good = _usable("rewards", row.reward, row.args) and row.components.all()
        return "" if good else gettext("Broken: gives nothing")
    if isinstance(row, Threshold):
        return lack_of(row)
    if not isinstance(row, Rule | Placement):
        return ""
    if broken(row):
        return gettext("Broken: not shown")
    if isinstance(row, Rule) or not registry.get("widgets", row.widget).takes_rules:
        return ""
    rules = row.rules.all()
    if not rules:
        return gettext("On, but it has no rule")
    if not any(rule.in_force(now) and not broken(rule) for rule in rules):
        return gettext("On, but none of its rules is")
    return ""


def _usable(kind: str, code: str, args: Any) -> bool:
    try:
        parse(registry.get(kind, code).args, args)
    except (ArgsError, registry.UnknownPlugin):
        return False
    return True


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATE_FORMAT")
