"""What stands above the figures: what they are about, and why there are none; in sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crosssell.admin.reports.address import PAGE
from crosssell.admin.reports.freshness import Freshness, Known
from crosssell.admin.reports.words import day
from crosssell.analytics.reports import Query, Report
from crosssell.core.figures import RULE, STRATEGY, Sums


@dataclass(frozen=True)
class Hint:
    """A sentence, and where to go from there; ``url`` may be ""."""

    text: str
    url: str = ""
    link: str = ""


def about(found: Report) -> list[str]:
    """Days, time zone and currency of all that is shown."""
    query = found.query
    now, before = _days(query), _days(query.before())
    beside = _("%(now)s, beside the days before: %(before)s.")
    alone = _("%(now)s. Today is not over, so nothing is compared with the days before.")
    return [
        (beside if query.compare else alone) % {"now": now, "before": before},
        _("Days begin and end in the shop's time zone, %(zone)s.")
        % {"zone": timezone.get_default_timezone_name()},
        _("Amounts are in %(currency)s, without tax and shipping, after all discounts.")
        % {"currency": found.currency},
    ]


def without(by: str) -> str:
    """What the row is that has no rule or strategy; "" of other reports."""
    return {
        RULE: _(
            "“No rule” is what placements without rules, bundles, thresholds and fillers of a gap "
            "have shown."
        ),
        STRATEGY: _(
            "“No strategy” is what no strategy has chosen: bundles, thresholds and fillers of a "
            "gap."
        ),
    }.get(by, "")


def late(found: Freshness) -> list[str]:
    """What is not in the figures yet, and what to do about it."""
    said = []
    if found.late and found.waiting_since is not None:
        since = timezone.localtime(found.waiting_since, timezone.get_default_timezone())
        text = _(
            "Counting is late: what visitors did since %(since)s is not in these figures yet. Is "
            "the Celery worker running, with beat? “manage.py crosssell_rollup” counts at once."
        )
        said.append(text % {"since": date_format(since, "SHORT_DATETIME_FORMAT")})
    if found.away:
        said.append(
            _(
                "Redis does not answer. What visitors see now is lost until it does; what they put "
                "in the basket and order is kept."
            )
        )
    return said


def nothing(sums: Sums) -> bool:
    """Whether nothing of ours was counted; orders that owe us nothing do not make a report."""
    return replace(sums, others=0, others_value=Sums().others_value) == Sums()


def empty(query: Query, found: Known, fresh: Freshness) -> list[Hint]:
    """What must happen before there are figures."""
    if found.first is not None and found.last is not None:
        return [_elsewhere(query, found.first, found.last)]
    hints = [_no_figures() if found.placed else _not_placed()]
    if fresh.waiting_since is None:
        text = _(
            "The Celery worker counts, started by beat every minute. If shoppers came and nothing "
            "is counted, see that both run, or run “manage.py crosssell_rollup”."
        )
        hints.append(Hint(text))
    elif not fresh.late:
        hints.append(Hint(_("Something was noted just now and will be counted in a minute.")))
    return hints


def _not_placed() -> Hint:
    return Hint(
        _("No placement is on, so shoppers see no recommendation yet."),
        reverse("admin:crosssell_quick_start"),
        _("Choose a place in the shop"),
    )


def _no_figures() -> Hint:
    return Hint(
        _(
            "No recommendation was counted yet. Figures come about a minute after the first "
            "shopper has seen one. You and other staff are never counted: look at the shop in a "
            "private window, without signing in, to try it."
        )
    )


def _elsewhere(query: Query, first: date, last: date) -> Hint:
    if query.filtered and first <= query.last and query.first <= last:
        text = _("Nothing was counted in these days for what you chose.")
        return Hint(text, reverse(PAGE), _("Show everything"))
    text = _("Nothing was counted in these days. There are figures from %(first)s to %(last)s.")
    url = f"{reverse(PAGE)}?period=own&from={first.isoformat()}&to={last.isoformat()}"
    return Hint(text % {"first": day(first), "last": day(last)}, url, _("Show these days"))


def _days(query: Query) -> str:
    if query.first == query.last:
        return day(query.first)
    text = _("%(first)s to %(last)s (%(days)d days)")
    return text % {"first": day(query.first), "last": day(query.last), "days": query.days}
