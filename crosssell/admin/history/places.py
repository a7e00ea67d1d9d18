"""Where a deleted rule was: remembered when it is deleted, put back when it is recovered.

The links go with the rule, so its placements get a version in the same revision before that.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.history import log
from crosssell.models import Placement, Rule


def remember(rules: QuerySet[Rule], user: Any) -> None:
    """Write down the rules, and each placement that has one of them, before they are deleted."""
    found = list(rules)
    if not found:
        return
    held = Placement.objects.filter(rules__in=found).distinct()
    log.record([*found, *held], user, gettext("As it was before a rule was deleted."))


def put_back(rule: Rule, version: Any) -> list[Placement]:
    """Add a recovered rule to the placements in which it was, and return these.

    ``version`` is the one it was recovered from. A placement that is gone, or whose kind of
    widget takes no rules now, is left out.
    """
    ids = _in_revision(rule, version) or _in_newest(rule)
    rows = [row for row in Placement.objects.filter(pk__in=ids) if _takes_rules(row)]
    for row in rows:
        row.rules.add(rule)
    return rows


def _in_revision(rule: Rule, version: Any) -> list[int]:
    from reversion.models import Version

    return _listing(rule, Version.objects.get_for_model(Placement).filter(
        revision_id=version.revision_id
    ))  # fmt: skip


def _in_newest(rule: Rule) -> list[int]:
    """For a rule that was deleted elsewhere: no version of a placement without it came after."""
    from reversion.models import Version

    newest = {one.object_id: one for one in Version.objects.get_for_model(Placement).order_by("pk")}
    return _listing(rule, list(newest.values()))


def _listing(rule: Rule, versions: Sequence[Any] | QuerySet[Any]) -> list[int]:
    from reversion.errors import RevertError

    found = []
    for version in versions:
        try:
            listed = version.field_dict.get("rules", ())
        except RevertError:
            continue
        if rule.pk in {int(pk) for pk in listed}:
            found.append(int(version.object_id))
    return found


def _takes_rules(row: Placement) -> bool:
    try:
        return registry.get("widgets", row.widget).takes_rules
    except registry.UnknownPlugin:
        return True
