"""The marks of a bar: each tier as this visitor's basket stands before it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from crosssell import threshold_words
from crosssell.core.data import Product
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import DISCOUNT, GIFT, SHIPPING, VOUCHER, Stand, Standing, Tier
from crosssell.oscar.free_shipping import Recognised
from crosssell.oscar.gift_lines import gifts_of, tier_of
from crosssell.registry import _

# Why a mark is not shown: what is in the basket forbids it, delivery costs nothing anyway (or
# nothing is sent, or not in that way), it is to be had for less elsewhere, its gifts are sold out.
BLOCKED, NO_CHARGE, COVERED, SOLD_OUT = "blocked", "no_charge", "covered", "sold_out"
APART = {
    "bundles": _("Not together with bundles"),
    "offers": _("Not together with offers"),
    "vouchers": _("Not together with vouchers"),
}


@dataclass(frozen=True)
class Gift:
    """A product to choose as a gift."""

    id: int
    title: str


@dataclass(frozen=True)
class Mark:
    """A tier on the bar; ``tier_id`` is None for what Oscar itself gives.

    ``at`` is where it stands on the bar, in what counts; for tiers that is ``at_least``.
    ``blocked`` says what it does not go with ("bundles", "offers", "vouchers"), ``out`` why it
    is not shown; "" for neither. ``given``: the visitor has it, or gets it with this order.
    Amounts are in the currency of the bar.
    """

    tier_id: int | None
    label: str
    gives: str
    at_least: Decimal
    gap: Decimal
    reached: bool
    at: Decimal
    blocked: str = ""
    out: str = ""
    given: bool = False
    note: str = ""
    # Of free shipping: whether every method and country has it.
    everywhere: bool = True
    gifts: tuple[Gift, ...] = ()
    claimed: str = ""
    share: str = "0"

    @property
    def choosing(self) -> bool:
        """Whether the visitor may choose a gift now."""
        return self.reached and not self.blocked and not self.claimed and bool(self.gifts)


def of_standing(
    standing: Standing,
    claimed: Mapping[int, str],
    goods: Mapping[int, Product],
) -> tuple[Mark, ...]:
    """The tiers of one threshold. ``claimed`` is by tier the title of the gift in the basket,
    ``goods`` are the products that may be gifts."""
    return tuple(
        _of_stand(standing, stand, claimed.get(stand.tier.id, ""), goods)
        for stand in standing.stands
    )


def claimed_in(basket: Any) -> dict[int, str]:
    """By tier, the title of the gift that the basket has; no query beyond the basket's own."""
    if basket is None or basket.is_empty:
        return {}
    found = ((tier_of(line), line.product.get_title()) for line in gifts_of(basket))
    return {tier: title for tier, title in found if tier is not None}


def of_shop(sources: Iterable[Recognised], counted: Decimal) -> tuple[Mark, ...]:
    """What Oscar itself gives, on a bar where ``counted`` counts.

    Oscar may count something else, so that these stand where their own gap says.
    """
    return tuple(
        Mark(
            None,
            one.label,
            SHIPPING,
            one.at_least,
            one.gap,
            one.reached,
            min(one.at_least, counted) if one.reached else counted + one.gap,
            given=one.reached,
            note=gettext("Reached") if one.reached else "",
            # An offer may take off a part of the charge only.
            everywhere=one.source == "method" and not one.methods,
        )
        for one in sources
    )


def is_everywhere(tier: Tier) -> bool:
    """Whether a tier with free shipping gives it by every method to every country.

    What is only shown is the merchant's word; checkout knows nothing of it.
    """
    named = (getattr(tier.args, name, ()) for name in ("methods", "countries"))
    return not tier.decorative and not any(named)


def with_shares(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks that are shown, each with where it stands on the bar, in percent of its length."""
    shown = sorted((mark for mark in marks if not mark.out), key=lambda mark: mark.at)
    top = max((mark.at for mark in shown), default=Decimal(0))
    return tuple(
        replace(mark, share=f"{100 * mark.at / top:.2f}" if top else "100") for mark in shown
    )


def _of_stand(standing: Standing, stand: Stand, claimed: str, goods: Mapping[int, Product]) -> Mark:
    tier, digits = stand.tier, standing.ladder.digits
    blocked = "" if tier.decorative else standing.blocked
    gifts = tuple(
        Gift(pk, goods[pk].title)
        for pk in tier.gifts
        if pk in goods and goods[pk].public and goods[pk].buyable
    )
    begins, gap = from_minor(tier.at_least, digits), from_minor(stand.gap, digits)
    mark = Mark(
        tier.id,
        threshold_words.label(tier, standing.ladder),
        tier.gives,
        begins,
        gap,
        stand.reached,
        # A tier from nothing on is reached with something.
        max(begins, gap),
        blocked,
        everywhere=is_everywhere(tier),
        gifts=gifts,
        claimed=claimed,
    )
    if not stand.reached:
        sold_out = tier.gives == GIFT and not tier.decorative and not (gifts or claimed)
        return replace(mark, out=BLOCKED if blocked else SOLD_OUT if sold_out else "")
    note = _note(standing, mark, tier.decorative)
    return replace(mark, note=note or gettext("Reached"), given=not note or _kept(mark))


def _kept(mark: Mark) -> bool:
    """Whether a note is no refusal."""
    return not mark.blocked and (mark.gives == VOUCHER or bool(mark.claimed or mark.gifts))


def _note(standing: Standing, mark: Mark, decorative: bool) -> str:
    """What to do with what is reached, or why it is not given; "" where nothing is to be said."""
    if mark.blocked:
        return gettext(APART[mark.blocked])
    if decorative:
        return ""
    if mark.gives == VOUCHER:
        return gettext("Its code comes with your order")
    if mark.gives == GIFT:
        if mark.claimed:
            return gettext("In your basket: %(gift)s") % {"gift": mark.claimed}
        return gettext("Choose your gift") if mark.gifts else gettext("Sold out just now")
    given = standing.given or {}
    if mark.gives == DISCOUNT and mark.tier_id not in given:
        better = gettext("A better discount is taken off instead")
        return better if given else gettext("Nothing in your basket can be discounted")
    return ""
