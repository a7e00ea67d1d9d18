"""Why a threshold that is on gives nothing, or less than it says."""

from django.utils.translation import gettext

from crosssell import registry
from crosssell.admin.thresholds.rows import ThresholdRows, TierRows
from crosssell.core.args import ArgsError, parse
from crosssell.core.threshold_terms import GIFT
from crosssell.models import Threshold


def lack_of(threshold: Threshold) -> str:
    """What is missing, in words; "" where every tier can be reached and gives its reward."""
    rows = ThresholdRows.of(threshold)
    if not rows.tiers:
        return gettext("Gives nothing: it has no tier")
    lacks = [_lack(one) for one in rows.tiers]
    if all(lacks):
        return gettext("Gives nothing: %(why)s") % {"why": lacks[0]}
    for place, why in enumerate(lacks, start=1):
        if why:
            return gettext("Tier %(number)d gives nothing: %(why)s") % {
                "number": place, "why": why,
            }  # fmt: skip
    return ""


def _lack(one: TierRows) -> str:
    plugin = one.plugin
    if plugin is None:
        return gettext("its reward is not installed")
    if not readable(plugin, one.tier.args):
        return gettext("its settings cannot be read")
    if not one.amounts:
        return gettext("it has no amount")
    if plugin.amount and all(own is None for _begins, own in one.amounts.values()):
        return gettext("its reward has no amount")
    if plugin.gives == GIFT and not one.gifts and not one.tier.decorative:
        return gettext("it has no product")
    return ""


def readable(plugin: registry.Plugin, args: object) -> bool:
    """Whether the reward can read its settings."""
    try:
        parse(plugin.args, args)  # type: ignore[arg-type]  # what is no mapping is refused by it
    except ArgsError:
        return False
    return True
