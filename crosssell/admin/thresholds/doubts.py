"""What a merchant should look at again: nothing of it is wrong, but it may not be meant."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.slot_field import label_of
from crosssell.admin.thresholds.rows import ThresholdRows
from crosssell.models import Placement, Threshold
from crosssell.oscar import catalogue
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
    text = gettext("Tier %(number)d has no amount in %(currency)s: there nobody reaches it.")
    return [
        text % {"number": place, "currency": code}
        for place, one in enumerate(rows.tiers, start=1)
        for code in rows.currencies
        if one.amounts and code not in one.amounts
    ]


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
        and _meet(rows.countries, [one.pk for one in other.countries.all()])
    ]


def _meet(one: Iterable[str], other: Iterable[str]) -> bool:
    return not one or not other or bool(set(one) & set(other))


def no_bar() -> list[tuple[str, str]]:
    """Where to show a bar, as addresses and words; [] where one is shown already.

    One query.
    """
    if BAR not in {one.code for one in registry.all_of("widgets")}:
        return []
    if Placement.objects.filter(widget=BAR, active=True).exists():
        return []
    add = reverse("admin:crosssell_placement_add")
    return [
        (f"{add}?{urlencode({'slot': slot, 'widget': BAR})}", str(label_of(slot)))
        for slot in PLACES
    ]
