"""What a report is asked for: days, currency and where; made by code, or of typed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

MOST_DAYS = 1_100
USUAL_DAYS = 28
_LONGEST, _MOST_PLACEMENTS = 80, 200
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


class QueryError(ValueError):
    """A report that cannot be made; the text names the field and says what to do."""


@dataclass(frozen=True)
class Query:
    """Which part of what was measured.

    ``first`` to ``last`` are days of the shop's time zone, both included. ``currency`` (ISO 4217)
    is that of orders and amounts; "" takes the one that most orders of these days have. An empty
    ``placements``, ``slot`` or ``strategy`` means all. With ``compare`` the same number of days
    directly before is reported beside it. Raises QueryError.
    """

    first: date
    last: date
    currency: str = ""
    placements: tuple[int, ...] = ()
    slot: str = ""
    strategy: str = ""
    compare: bool = True

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise QueryError(_("to: choose a day that is not before “from”."))
        if self.days > MOST_DAYS:
            raise QueryError(_("from: choose at most %d days.") % MOST_DAYS)

    @property
    def days(self) -> int:
        """How many days it is about."""
        return (self.last - self.first).days + 1

    @property
    def filtered(self) -> bool:
        """Whether it is about a part of the shop only."""
        return bool(self.placements or self.slot or self.strategy)

    def before(self) -> Query:
        """The same for as many days directly before."""
        last = self.first - timedelta(days=1)
        return replace(self, first=last - timedelta(days=self.days - 1), last=last)


def today() -> date:
    """The present day of the shop's time zone, whatever zone the page is shown in."""
    return timezone.localtime(timezone=timezone.get_default_timezone()).date()


def usual(last: date | None = None) -> Query:
    """The last four weeks, until yesterday: today is not over."""
    last = last or today() - timedelta(days=1)
    return Query(last - timedelta(days=USUAL_DAYS - 1), last)


def query_of(typed: Mapping[str, Any]) -> Query:
    """The query that these texts ask for, as they stand in an address; what is missing is usual.

    ``from`` and ``to`` (ISO dates), ``currency``, ``placement`` (ids apart by commas; of a
    QueryDict all that are named), ``slot``, ``strategy``, ``compare`` (1 or 0). Other names are
    left alone. Raises QueryError.
    """
    last = _day(typed, "to")
    first = _day(typed, "from")
    if last is None:
        last = today() - timedelta(days=1)
        # From today on: the day that has begun.
        last = max(last, min(first, today())) if first else last
    return Query(
        first or last - timedelta(days=USUAL_DAYS - 1),
        last,
        _currency(typed),
        _placements(typed),
        _text(typed, "slot"),
        _text(typed, "strategy"),
        _flag(typed, "compare"),
    )


def _text(typed: Mapping[str, Any], name: str) -> str:
    text = str(typed.get(name) or "").strip()
    if len(text) > _LONGEST or not text.isprintable():
        raise QueryError(_("%(name)s: this is not a name.") % {"name": name})
    return text


def _day(typed: Mapping[str, Any], name: str) -> date | None:
    text = _text(typed, name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # Neither its own length nor the days before it may leave the calendar.
    if day is None or not date(2000, 1, 1) <= day <= date(2099, 12, 31):
        raise QueryError(
            _("%(name)s: write a day as in 2026-03-31, of the years 2000 to 2099.") % {"name": name}
        )
    return day


def _currency(typed: Mapping[str, Any]) -> str:
    text = _text(typed, "currency").upper()
    if text and not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise QueryError(_("currency: write a code of three letters, for example EUR."))
    return text


def _placements(typed: Mapping[str, Any]) -> tuple[int, ...]:
    every = typed.getlist("placement") if hasattr(typed, "getlist") else [typed.get("placement")]
    texts = [part.strip() for text in every if text for part in str(text).split(",")]
    numbers = [text for text in texts if text]
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in numbers):
        raise QueryError(_("placement: write ids of placements, for example 3 or 3,7."))
    if len(numbers) > _MOST_PLACEMENTS:
        raise QueryError(_("placement: choose at most %d placements.") % _MOST_PLACEMENTS)
    return tuple(sorted({int(one) for one in numbers}))


def _flag(typed: Mapping[str, Any], name: str) -> bool:
    text = _text(typed, name).lower()
    if text and text not in _FLAGS:
        raise QueryError(_("%(name)s: write 1 or 0.") % {"name": name})
    return _FLAGS.get(text, True)
