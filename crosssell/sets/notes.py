"""What a shopper should know of a bundle before it goes in the basket: its limits, in words."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from crosssell import registry
from crosssell.bundle_words import reward_in_words
from crosssell.models import Bundle


def notes_of(bundle: Bundle, now: datetime) -> list[str]:
    """Its limits, one sentence each; none where it has none.

    What is left of a budget or a number in total is the merchant's own business: "while it lasts".
    """
    said = _growing(bundle)
    if bundle.per_basket:
        said.append(
            ngettext("At most once an order", "At most %(count)d times an order", bundle.per_basket)
            % {"count": bundle.per_basket}
        )
    if bundle.per_customer:
        said.append(
            ngettext("Once a customer", "%(count)d times a customer", bundle.per_customer)
            % {"count": bundle.per_customer}
        )
    if bundle.alone:
        said.append(gettext("Not together with other bundles"))
    if bundle.most_uses or bundle.budget is not None:
        said.append(gettext("While it lasts"))
    if bundle.ends_at is not None and bundle.ends_at > now:
        until = date_format(timezone.localtime(bundle.ends_at), "DATE_FORMAT")
        said.append(gettext("Until %(date)s") % {"date": until})
    return said


def _growing(bundle: Bundle) -> list[str]:
    """What more pieces give, where that is how the reward works."""
    try:
        grows = registry.get("rewards", bundle.reward).grows is not None
    except registry.UnknownPlugin:
        return []
    return [reward_in_words(bundle.reward, bundle.args, {})] if grows else []
