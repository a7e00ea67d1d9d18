"""How much data each strategy has, and what is missing."""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crosssell import registry
from crosssell.admin import permissions
from crosssell.admin.thresholds.doubts import no_bar
from crosssell.core.data import Source
from crosssell.models import Rule, RuleFallback, Run

log = logging.getLogger(__name__)

# In the order of the page: what needs somebody comes first.
LEVELS = ("empty", "thin", "unknown", "not_said", "ready")


@dataclass(frozen=True)
class Row:
    """A strategy: its level, a code of ``LEVELS``, and in words what it has and what it lacks."""

    code: str
    label: str
    level: str
    said: str
    have: str = ""
    missing: str = ""
    rules: int = 0


def readiness(request: HttpRequest) -> HttpResponse:
    """The page. For whoever sees placements or rules; changes nothing."""
    permissions.require_any(request, permissions.SEE_PLACEMENTS, permissions.SEE_RULES)
    rows = every()
    return TemplateResponse(
        request,
        "admin/crosssell/readiness.html",
        {
            **admin.site.each_context(request),
            "title": _("What the strategies have"),
            "opts": Rule._meta,
            "rows": rows,
            "no_bar": no_bar(request.user),
            "counts": Counter((row.level, row.said) for row in rows).items(),
            "may_add_rule": permissions.has_any(request.user, ("crosssell.add_rule",)),
        },
    )


def every() -> list[Row]:
    """Each registered strategy, by level and label, with the rules that use it."""
    source = _source()
    used = Counter[str]()
    for rows_of, column in ((Rule, "strategy"), (RuleFallback, "code")):
        count = rows_of.objects.order_by().values_list(column).annotate(Count("pk"))
        used.update(dict(count))
    rows = [
        replace(_row(plugin, source), rules=used[plugin.code])
        for plugin in registry.all_of("strategies")
    ]
    return sorted(rows, key=lambda row: (LEVELS.index(row.level), row.label))


def of(code: str) -> Row | None:
    """One strategy; None where it is not installed."""
    try:
        return _row(registry.get("strategies", code), _source())
    except registry.UnknownPlugin:
        return None


def level_words(level: str) -> str:
    """The words for a level."""
    return {
        "ready": _("Ready"),
        "thin": _("Thin"),
        "empty": _("Empty"),
        "not_said": _("Not said"),
    }.get(level) or _("Unknown")


def _source() -> Source:
    run_id = Run.objects.filter(state=Run.State.LIVE).values_list("pk", flat=True).first()
    return Source(run_id, timezone.localtime(timezone=timezone.get_default_timezone()), 1)


def _row(plugin: Any, source: Source) -> Row:
    code, label = plugin.code, _(plugin.label)
    if plugin.readiness is None:
        return Row(code, label, "not_said", level_words("not_said"))
    try:
        # Should a statement of it fail, the others still get their answers.
        with transaction.atomic():
            found = plugin.readiness(source)
        level = found.level if found.level in ("ready", "thin", "empty") else "unknown"
        have, missing = (text[:1].upper() + text[1:] for text in (found.have, found.missing))
        return Row(code, label, level, level_words(level), have, missing)
    except Exception:
        log.exception("The strategy %s could not say how much data it has.", code)
        return Row(
            code,
            label,
            "unknown",
            level_words("unknown"),
            missing=_("It could not be counted; the log of the shop has the error."),
        )
