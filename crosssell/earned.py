"""Vouchers for the next order: made as the order that earns them is written, ended with it.

One for each tier of an order. Where making it fails, the order stands and ``sweep`` makes it later,
from what the order says that it has earned.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from crosssell import conf, registry
from crosssell.core.args import parse
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import VOUCHER, Worth
from crosssell.core.threshold_terms import Tier as Terms
from crosssell.models import EarnedVoucher, Tier
from crosssell.oscar import earned_vouchers
from crosssell.oscar.basket_keys import places
from crosssell.oscar.money import written

log = logging.getLogger(__name__)
Order = EarnedVoucher._meta.get_field("order").related_model
# So many are made late, or ended, at once; and of orders no older than this.
MOST = 1000
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Earned:
    """A voucher as the customer of its order sees it; ``worth`` is such as "10 % off"."""

    code: str
    worth: str
    until: datetime

    @property
    def text(self) -> str:
        """What the customer is told; plain text."""
        day = formats.date_format(timezone.localtime(self.until), "DATE_FORMAT")
        return _("Your voucher for the next order: %(code)s (%(worth)s, once, until %(day)s).") % {
            "code": self.code,
            "worth": self.worth,
            "day": day,
        }


def promise(tier: Terms, currency: str, digits: int) -> Callable[[Any, Any], str] | None:
    """What makes the voucher of a tier, given the basket and the order that is being written.

    None for a tier that gives no voucher. It returns what the order says of it, and never raises.
    """
    if tier.gives != VOUCHER:
        return None

    def give(basket: Any, order: Any) -> str:
        try:
            worth: Worth = tier.run(tier.args, tier.amount)
            return _give(order, tier.id, worth, currency, digits).text
        except Exception:
            log.exception("The voucher of order %s is made later.", order.number)
            return _("Your voucher for the next order is on its way.")

    return give


def of_order(order: Any) -> tuple[Earned, ...]:
    """The vouchers that the order has earned, used ones too; one query."""
    rows = EarnedVoucher.objects.filter(order_id=order.pk, voucher__isnull=False)
    return tuple(_earned(row) for row in rows.select_related("voucher").order_by("pk"))


def end(order: Any) -> int:
    """The order is refused: what it earned ends, unless it is used already; returns how many.

    Twice is once.
    """
    rows = EarnedVoucher.objects.filter(order_id=order.pk, voucher__isnull=False)
    ids = list(rows.order_by("pk").values_list("voucher_id", flat=True))
    return sum(earned_vouchers.end(pk) for pk in ids)


def sweep() -> int:
    """End the vouchers of refused orders, and make those that failed; returns how many it made.

    As often as you like. What failed is made by the terms that its tier has now.
    """
    refused = conf.settings().refused_statuses
    valid = EarnedVoucher.objects.filter(voucher__end_datetime__gt=timezone.now())
    rows = valid.filter(order__status__in=refused)
    for pk in rows.order_by("pk").values_list("voucher_id", flat=True)[:MOST]:
        earned_vouchers.end(pk)
    made = 0
    for tier in Tier.objects.filter(offer__isnull=False, reward__in=_rewards()):
        for order in _without(tier, refused):
            try:
                with transaction.atomic():
                    discount = order.discounts.select_for_update().get(
                        offer_id=tier.offer_id, category="Deferred"
                    )
                    worth = _worth(tier, order.currency)
                    if worth is None:
                        continue
                    found = _give(order, tier.pk, worth, order.currency, places(order.currency))
                    discount.message = found.text
                    discount.save(update_fields=("message",))
                    made += 1
            except Exception:
                log.exception("The voucher of order %s cannot be made.", order.number)
    return made


@transaction.atomic
def _give(order: Any, tier_id: int, worth: Worth, currency: str, digits: int) -> Earned:
    # A merchant may have deleted the tier while the order was paid.
    tier = Tier.objects.filter(pk=tier_id).values_list("pk", flat=True).first()
    row, made = EarnedVoucher.objects.get_or_create(order=order, tier_id=tier)
    if made:
        # Oscar's rows know an amount, or a percentage, in which case it has no currency.
        currency = currency if worth.percent is None else ""
        value = from_minor(worth.amount, digits) if worth.percent is None else worth.percent
        row.worth = _words(value, currency)
        # Shoppers read the name in their basket; Oscar wants no two alike.
        several = EarnedVoucher.objects.filter(order=order).count()
        row.voucher = earned_vouchers.make(
            _("%(worth)s, earned with order %(number)s")
            % {"worth": row.worth, "number": order.number}
            + (f" ({several})" if several > 1 else ""),
            _("%(worth)s with a voucher that an order earned") % {"worth": row.worth},
            timezone.now(),
            worth.days,
            value,
            currency,
        )
        row.save()
        # Now, and not when the order is committed: then it would fail too.
        connection.check_constraints([EarnedVoucher._meta.db_table])
    return _earned(row)


def _earned(row: EarnedVoucher) -> Earned:
    return Earned(row.voucher.code, row.worth, row.voucher.end_datetime)


def _words(value: Decimal, currency: str) -> str:
    if currency:
        return _("%s off") % written(value, currency)
    return _("%(percent)s %% off") % {"percent": f"{value.normalize():f}"}


def _rewards() -> list[str]:
    return [one.code for one in registry.all_of("tier_rewards") if one.gives == VOUCHER]


def _without(tier: Tier, refused: Any) -> Any:
    """Orders that say they have earned this tier's voucher, and never got it."""
    got = EarnedVoucher.objects.filter(order=OuterRef("pk"), tier=tier)
    earning = Order._default_manager.filter(
        date_placed__gt=timezone.now() - RECENT,
        discounts__offer_id=tier.offer_id,
        discounts__category="Deferred",
    )
    return earning.exclude(status__in=refused).exclude(Exists(got)).order_by("pk")[:MOST]


def _worth(tier: Tier, currency: str) -> Worth | None:
    plugin = registry.get("tier_rewards", tier.reward)
    row = tier.amounts.filter(currency=currency).first()
    if plugin.amount and (row is None or row.amount is None):
        return None
    amount = row.amount.scaleb(places(currency)) if row is not None and row.amount else None
    minor = None if amount is None else int(amount.to_integral_value(ROUND_CEILING))
    found: Worth = plugin.run(parse(plugin.args, tier.args), minor)
    return found
