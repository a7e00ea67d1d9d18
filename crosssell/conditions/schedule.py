"""Days, weekdays and hours in the shop's time zone."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from crosssell.core.data import Page, Verdict
from crosssell.registry import _, condition

WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)


@dataclass(frozen=True)
class Args:
    """Whatever is left out does not restrict. Hours may span midnight: 22:00 to 02:00."""

    from_day: date | None = field(
        default=None, metadata={"words": _("from %s"), "label": _("First day")}
    )
    until_day: date | None = field(
        default=None, metadata={"words": _("until %s"), "label": _("Last day")}
    )
    weekdays: tuple[int, ...] = field(
        default=(),
        metadata={
            "words": _("on %s"),
            "label": _("Weekdays"),
            "help": _("None chosen: every day."),
            "choices": WEEKDAYS,
        },
    )
    from_time: time | None = field(
        default=None, metadata={"words": _("from %s"), "label": _("From")}
    )
    until_time: time | None = field(
        default=None, metadata={"words": _("until %s"), "label": _("Until (not included)")}
    )


@condition("schedule", label=_("Schedule"), words=_("at any time"), args=Args)
def schedule(page: Page, args: Args) -> Verdict:
    """Yes in the hours of a chosen day; hours after midnight belong to the day they began on."""
    day, now = page.now.date(), page.now.time()
    start, end = args.from_time or time.min, args.until_time
    if end is not None and end <= start and now < end:
        day -= timedelta(days=1)
    elif now < start or (end is not None and start < end <= now):
        return Verdict(False, "other_hours")
    if args.from_day is not None and day < args.from_day:
        return Verdict(False, "before_first_day")
    if args.until_day is not None and day > args.until_day:
        return Verdict(False, "after_last_day")
    return Verdict.when(not args.weekdays or day.isoweekday() in args.weekdays, "other_weekday")
