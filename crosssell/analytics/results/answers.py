"""What a test says of one object, in a short line: reports show no revenue without it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell import quick_cache
from crosssell.analytics.results.figures import REVENUE, Figure, Result, VariantResult
from crosssell.analytics.results.keeping import results_of
from crosssell.core.experiments import MORE_THAN_A_YEAR
from crosssell.experiments import BUNDLE, PLACEMENT, RULE, THRESHOLD
from crosssell.models import Experiment, Variant

KEEP_SECONDS = 60
LINKS = {PLACEMENT: "placements", RULE: "rules", BUNDLE: "bundles", THRESHOLD: "thresholds"}


@dataclass(frozen=True)
class Answer:
    """The newest test of an object: which, whether it is live, its verdict and that in a line.

    ``code`` as in ``VariantResult``; ``sample`` where its figures are made up, which the line says.
    """

    experiment: int
    name: str
    live: bool
    code: str
    line: str
    sample: bool


def answer_for(kind: str, pk: int, now: datetime | None = None) -> Answer | None:
    """The answer of the newest test, live or ended, that holds this object; None: not tested.

    ``kind`` is one of ``crosssell.experiments.KINDS``.
    """
    return answers(kind, (pk,), now).get(pk)


def answers(kind: str, pks: Iterable[int], now: datetime | None = None) -> dict[int, Answer]:
    """The answers by id; what is in no test is missing. The same few queries for any number.

    Without ``now`` they may be a minute old.
    """
    held = _newest(kind, set(pks))
    ids = {experiment for experiment, _variants in held.values()}
    tests = {one.pk: one for one in Experiment.objects.filter(pk__in=ids)} if ids else {}
    results = results_of(list(tests.values()), now) if now else _remembered(tests.values())
    return {
        pk: _answer(tests[experiment], results[experiment], variants)
        for pk, (experiment, variants) in held.items()
        if experiment in results
    }


def _remembered(tests: Collection[Experiment]) -> dict[int, Result]:
    """The results as they were within the last minute: a million visitors take a second to sum."""
    keys = {one.pk: f"crosssell:result:{one.pk}:{one.updated_at.timestamp()}" for one in tests}
    known = quick_cache.get(keys.values())
    missing = [one for one in tests if keys[one.pk] not in known]
    found = results_of(missing) if missing else {}
    quick_cache.put({keys[pk]: result for pk, result in found.items()}, KEEP_SECONDS)
    return found | {pk: known[key] for pk, key in keys.items() if key in known}


def _newest(kind: str, pks: Collection[int]) -> dict[int, tuple[int, set[int]]]:
    """By object, its newest test and the variants there that hold it."""
    column = LINKS[kind]
    rows = (
        Variant.objects.filter(**{f"{column}__in": pks}, experiment__started_at__isnull=False)
        .exclude(experiment__state=Experiment.State.DRAFT)
        .order_by("experiment_id")
        .values_list(column, "experiment_id", "pk")
    )
    found: dict[int, tuple[int, set[int]]] = {}
    for held, experiment, variant in rows if pks else ():
        newest, variants = found.get(held, (0, set()))
        found[held] = experiment, {variant} | (variants if newest == experiment else set())
    return found


def _answer(test: Experiment, result: Result, variants: Collection[int]) -> Answer:
    live = test.state == Experiment.State.LIVE
    own = [one for one in result.compared if one.id in variants]
    one = (*own, *result.compared)[0]
    words = line(result, one, live)
    if not own:
        # It is what the others are compared with.
        words = _("“%(name)s” beside it: %(line)s") % {"name": one.name, "line": words}
    if result.sample:
        words = _("%(line)s (sample figures)") % {"line": words}
    return Answer(test.pk, test.name, live, one.code, words, result.sample)


def line(result: Result, one: VariantResult, live: bool) -> str:
    """The verdict on a variant in one short line."""
    if one.code == "broken":
        return _("not to be trusted: the visitors are not split as planned")
    revenue = one.figure(REVENUE)
    if revenue is None or one.code == "too_early":
        return _waiting(one, live)
    tested = (
        _("test is live")
        if live
        else _("tested until %(day)s")
        % {"day": date_format(timezone.localtime(result.until), "DATE_FORMAT")}
    )
    said = f"{in_per_cent(revenue)}, {tested}"
    if one.code == "no_difference":
        return _("no change that matters: %(figures)s") % {"figures": said}
    if one.code == "uncertain":
        more = f", {_more(one.days)}" if live and one.days else ""
        return _("not clear: %(figures)s%(more)s") % {"figures": said, "more": more}
    return said


def in_per_cent(figure: Figure) -> str:
    """Such as "revenue per visitor +4.1 % (1.2 to 7.0)"; a sign in front would be a formula."""
    if figure.lift is None:
        return _("revenue per visitor")
    lift = per_cent(figure.lift, sign=True)
    if figure.lift_low is None or figure.lift_high is None:
        return _("revenue per visitor %(lift)s %%") % {"lift": lift}
    return _("revenue per visitor %(lift)s %% (%(low)s to %(high)s)") % {
        "lift": lift,
        "low": per_cent(figure.lift_low),
        "high": per_cent(figure.lift_high),
    }


def per_cent(share: float, sign: bool = False) -> str:
    """A share as a number of per cent with one decimal; with ``sign`` also a plus."""
    rounded = round(share * 100, 1) + 0.0
    text = number_format(abs(rounded), decimal_pos=1)
    return f"−{text}" if rounded < 0 else f"+{text}" if sign and rounded > 0 else text


def _waiting(one: VariantResult, live: bool) -> str:
    if not live:
        return _("tested, but ended with too little data")
    return _("test is live: %(more)s") % {"more": _more(one.days)}


def _more(days: int | None) -> str:
    if not days:
        return _("not enough data yet")
    if days >= MORE_THAN_A_YEAR:
        return _("more than a year to go")
    return ngettext("about %(days)d more day", "about %(days)d more days", days) % {"days": days}
