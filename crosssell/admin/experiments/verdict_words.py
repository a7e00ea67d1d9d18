"""What a test says of a variant in plain words, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.analytics.results import Result, VariantResult
from crosssell.analytics.results.answers import per_cent
from crosssell.analytics.results.figures import CHECKOUT, REVENUE
from crosssell.core.experiments import LEAST_BUYERS, LEAST_VISITORS, MORE_THAN_A_YEAR


@dataclass(frozen=True)
class Said:
    """``code`` is that of the variant; ``sentence`` what came out, ``next`` what to do."""

    code: str
    sentence: str
    next: str
    guard: str


def said_of(result: Result, one: VariantResult, live: bool) -> Said:
    """The verdict on a compared variant."""
    return Said(one.code, _sentence(result, one, live), _next(result, one, live), _guard(one))


def _sentence(result: Result, one: VariantResult, live: bool) -> str:
    if one.code == "broken":
        return _(
            "Do not trust this test: its parts do not hold the visitors that were drawn, so "
            "something loses visitors of one part. No figures are compared."
        )
    figure = one.figure(REVENUE)
    if one.code == "too_early" or figure is None or figure.lift is None:
        return _too_early(one, live)
    words = {"who": _who(result, one), "change": _change(figure.lift)}
    if one.code in ("better", "worse"):
        return _("%(who)s spent %(change)s. That is more than chance would do.") % words
    low, high = figure.lift_low, figure.lift_high
    words |= {"low": per_cent(low or 0), "high": per_cent(high or 0)}
    if one.code == "no_difference":
        return (
            _(
                "It makes no difference that matters to you. %(who)s spent %(change)s; the true "
                "change lies between %(low)s and %(high)s per cent."
            )
            % words
        )
    if live:
        return _("Not clear yet: %(more)s. So far %(who_small)s spent %(change)s, which may be "
                 "chance.") % {
            **words, "more": _more(one.days), "who_small": _lower(words["who"]),
        }  # fmt: skip
    return (
        _(
            "It ended before it was clear. %(who)s spent %(change)s, which may be chance: the true "
            "change lies between %(low)s and %(high)s per cent."
        )
        % words
    )


def _too_early(one: VariantResult, live: bool) -> str:
    if not live:
        return _("It ended with too few visitors or orders to say anything.")
    if one.reason == "no_spread":
        return _("Not enough data yet: all orders came to the same so far.")
    least = _("Nothing is said before each part has %(visitors)d visitors and %(buyers)d buyers.")
    why = least % {"visitors": LEAST_VISITORS, "buyers": LEAST_BUYERS}
    return _("Not enough data yet: %(more)s. %(why)s") % {"more": _more(one.days), "why": why}


def _who(result: Result, one: VariantResult) -> str:
    if result.based_on.holdout and len(result.variants) == 2:
        return _("Visitors who saw it")
    if result.based_on.holdout:
        return _("Visitors of “%(name)s”") % {"name": one.name}
    return _("Visitors of “%(name)s”, beside those of “%(base)s”,") % {
        "name": one.name,
        "base": result.based_on.name,
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _change(lift: float) -> str:
    number = per_cent(abs(lift))
    if not any(digit in number for digit in "123456789"):
        return _("as much")
    if lift < 0:
        return _("%(number)s %% less") % {"number": number}
    return _("%(number)s %% more") % {"number": number}


def _more(days: int | None) -> str:
    if not days:
        return _("nobody can say yet how many more days it takes")
    if days >= MORE_THAN_A_YEAR:
        return _("at this pace it takes more than a year")
    return ngettext("about %(days)d more day", "about %(days)d more days", days) % {"days": days}


def _guard(one: VariantResult) -> str:
    """A warning where fewer checkouts are completed; "" where they are not."""
    figure = one.figure(CHECKOUT)
    if figure is None or not figure.worse or one.code == "broken":
        return ""
    return _(
        "Fewer checkouts were completed: %(own)s of 100 in “%(name)s”, %(base)s elsewhere. That "
        "is more than chance would do. Look at the checkout before anything else."
    ) % {
        "own": per_cent(figure.mean or 0),
        "base": per_cent(figure.base or 0),
        "name": one.name,
    }


def _next(result: Result, one: VariantResult, live: bool) -> str:
    alone = result.based_on.holdout and len(result.variants) == 2
    names = {"name": one.name, "base": result.based_on.name}
    if one.code == "broken":
        return _("End the test, and start a copy of it once the shop has no errors on its pages.")
    if one.code in ("too_early", "uncertain"):
        if live:
            return _("Let it run, best for whole weeks. You may look whenever you like.")
        return _("Copy it, and let the copy run for longer, or accept a larger change only.")
    if one.code == "no_difference":
        return _("Keep what is easier for you, and test something bolder.")
    if one.code == "better" and alone:
        return _("End the test: then everybody sees it.") if live else _("Leave it on.")
    if alone:
        return _("End the test and turn it off.") if live else _("Turn it off.")
    if one.code == "better":
        return _("Keep “%(name)s”, and turn the others off once the test has ended.") % names
    return _("Turn “%(name)s” off once the test has ended.") % names
