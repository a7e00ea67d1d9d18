"""What a merchant should look at again: nothing of it is wrong, but it may not be meant."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from crosssell import registry
from crosssell.admin.slot_field import label_of
from crosssell.admin.thresholds.rows import Amount, ThresholdRows
from crosssell.models import Placement, Threshold
from crosssell.oscar import catalogue
from crosssell.oscar.money import written
from crosssell.oscar.shipping_methods import shipping_methods

# The widget that shows a bar, and where a shopper looks for one.
BAR = "threshold"
PLACES = ("page.below_navigation", "basket.top")


def doubts(rows: ThresholdRows) -> list[str]:
    """Of the threshold as it stands, saved or not; live ones beside it are asked for, too."""
    return [*_gifts(rows), *_methods(rows), *_currencies(rows), *_rivals(rows)]


def _gifts(rows: ThresholdRows) -> Iterable[str]:
    ids = dict.fromkeys(pk for one in rows.tiers for pk in one.gifts)
    known = catalogue.products(ids)
    gone = [known[pk] for pk in ids if pk in known and not (known[pk].public and known[pk].buyable)]
    text = gettext("“%(title)s” cannot be had now: as long as that is so, nobody gets it.")
    return [text % {"title": one.title} for one in gone]


def _methods(rows: ThresholdRows) -> Iterable[str]:
    codes: dict[str, None] = {}
    for one in rows.tiers:
        args = one.tier.args if isinstance(one.tier.args, dict) else {}
        if one.tier.reward == "free_shipping" and isinstance(args.get("methods"), (list, tuple)):
            codes |= dict.fromkeys(map(str, args["methods"]))
    known = dict(shipping_methods()) if codes else {}
    text = gettext("No shipping method of the shop has the code “%(code)s” now.")
    return [text % {"code": code} for code in codes if code not in known]


def _currencies(rows: ThresholdRows) -> Iterable[str]:
    for code in rows.currencies:
        # The rows of the page have no numbers, so a tier is told by where it begins.
        missing = [
            _begins(one.amounts) for one in rows.tiers if one.amounts and code not in one.amounts
        ]
        text = ngettext(
            "The tier from %(amounts)s has no amount in %(currency)s: there nobody reaches it.",
            "The tiers from %(amounts)s have no amount in %(currency)s: there nobody reaches them.",
            len(missing),
        )
        if missing:
            amounts = ", ".join(dict.fromkeys(missing))
            yield text % {"amounts": amounts, "currency": code}


def _begins(amounts: Mapping[str, Amount]) -> str:
    """Where a tier begins, in the shop's own currency if it has an amount there."""
    own = settings.OSCAR_DEFAULT_CURRENCY
    code = own if own in amounts else min(amounts)
    return written(amounts[code][0], code)


def _rivals(rows: ThresholdRows) -> Iterable[str]:
    row, now = rows.threshold, timezone.now()
    if not row.active or (row.ends_at and row.ends_at <= now):
        return []
    others = Threshold.objects.filter(
        active=True, priority=row.priority, group_id=row.group_id
    ).exclude(pk=row.pk)
    text = gettext(
        "“%(name)s” is on, too, for the same people and with the same priority %(priority)d. Both "
        "give what they say, but which of them a bar shows goes by their names: give one of them "
        "another priority."
    )
    return [
        text % {"name": other.name, "priority": row.priority}
        for other in others.prefetch_related("countries")
        if not (other.ends_at and other.ends_at <= now)
        and _at_once(row, other)
        and _meet(rows.countries, [one.pk for one in other.countries.all()])
    ]


def _at_once(one: Threshold, other: Threshold) -> bool:
    """Whether there is a day on which both are on."""
    ends = [row.ends_at for row in (one, other) if row.ends_at]
    starts = [row.starts_at for row in (one, other) if row.starts_at]
    return not ends or not starts or max(starts) < min(ends)


def _meet(one: Iterable[str], other: Iterable[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def no_bar(user: Any) -> list[tuple[str, str]]:
    """Where this user could show a bar, as addresses and words.

    [] where no threshold is on, where one is shown already, and for whoever may place none; at
    most two queries.
    """
    known = BAR in {one.code for one in registry.all_of("widgets")}
    if not known or not user.has_perm("crosssell.add_placement") or not _on(Threshold.objects):
        return []
    if _on(Placement.objects.filter(widget=BAR)):
        return []
    add = reverse("admin:crosssell_placement_add")
    return [
        (f"{add}?{urlencode({'slot': slot, 'widget': BAR})}", str(label_of(slot)))
        for slot in PLACES
    ]


def _on(rows: Any) -> bool:
    found: bool = rows.filter(active=True).exclude(ends_at__lte=timezone.now()).exists()
    return found
