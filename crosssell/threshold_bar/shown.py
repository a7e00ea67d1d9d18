"""The bars of a visitor: one for each threshold that is for him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from crosssell import threshold_rows, thresholds
from crosssell.core.data import Product
from crosssell.core.money import from_minor
from crosssell.core.threshold_terms import GIFT, SHIPPING, Standing, Tier
from crosssell.oscar import catalogue, free_shipping
from crosssell.oscar.basket_keys import currency_of
from crosssell.threshold_bar import marks as marking
from crosssell.threshold_bar import sentences
from crosssell.threshold_bar.bar import Bar, made, said
from crosssell.threshold_bar.marks import Mark


class Bars:
    """The thresholds for a visitor, in their order; each bar is made when it is asked for.

    ``currency`` is that of all of them. Made by ``bars``.
    """

    def __init__(
        self, basket: Any, user: Any, request: Any, standings: tuple[Standing, ...], currency: str
    ) -> None:
        self.currency = currency
        self._visit = basket, user, request
        self._standings = standings
        self._goods: dict[int, Product] = {}
        self._made: dict[int, Bar] = {}

    def of(self, threshold_id: int | None) -> Bar | None:
        """The bar of that threshold, else the first; None where it shows nothing.

        One that nothing in the basket is in the way of goes first. One query the first time that
        its tiers give gifts.
        """
        if threshold_id is None and any(one.blocked for one in self._standings):
            self._read_gifts(self._standings)
        places = (
            place
            for place, one in enumerate(self._standings)
            if threshold_id in (None, one.ladder.id)
        )
        found = (self._bar(place) for place in places)
        if not self._standings and threshold_id is None:
            found = (one for one in [self._without_threshold])
        shown = (one for one in found if one.marks)
        first = next(shown, None)
        if first is None or not first.blocked:
            return first
        return next((one for one in shown if not one.blocked), first)

    @cached_property
    def all(self) -> tuple[Bar, ...]:
        """All of them, or one bar without a threshold; one query where tiers give gifts."""
        self._read_gifts(self._standings)
        found = tuple(self._bar(place) for place in range(len(self._standings)))
        return found or (self._without_threshold,)

    @cached_property
    def recognised(self) -> tuple[Mark, ...]:
        """What Oscar itself gives; the first bar has these marks too."""
        return tuple(self._judged(mark) for mark in self._sources)

    @cached_property
    def assumption(self) -> str:
        """What is taken for granted about delivery, in words; "" where nothing is."""
        return sentences.assumption(free_shipping.assumed(*self._visit))

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a threshold for the visitor nor anything of Oscar's."""
        return not (self._standings or self._sources)

    @cached_property
    def _sources(self) -> tuple[Mark, ...]:
        known = free_shipping.recognised(*self._visit)
        known = tuple(one for one in known if one.currency == self.currency)
        counted = [_counted(one) for one in self._standings[:1]]
        self._counted = next(iter([*counted, *(one.counted for one in known)]), Decimal(0))
        return marking.of_shop(known, self._counted)

    @cached_property
    def _without_threshold(self) -> Bar:
        marks = self.recognised
        return said(Bar(None, self.currency, self._counted, (), ()), marks, (), self.assumption)

    @cached_property
    def _claimed(self) -> dict[int, str]:
        return marking.claimed_in(self._visit[0])

    @cached_property
    def _free(self) -> tuple[Decimal, Tier | Mark] | None:
        """The nearest free shipping by every method, wherever it comes from, and its gap."""
        found: list[tuple[Decimal, Tier | Mark]] = [
            (from_minor(stand.gap, one.ladder.digits), stand.tier)
            for one in self._standings
            if not one.blocked
            for stand in one.stands
            if stand.tier.gives == SHIPPING and marking.is_everywhere(stand.tier)
        ]
        found += [(mark.gap, mark) for mark in self._sources if mark.everywhere]
        for gap, one in sorted(found, key=lambda pair: pair[0]):
            if isinstance(one, Mark) or self._matters(one):
                return gap, one
        return None

    def _bar(self, place: int) -> Bar:
        if place not in self._made:
            standing = self._standings[place]
            self._read_gifts([standing])
            tiers = {tier.id: tier for tier in standing.ladder.tiers}
            marks = tuple(
                self._judged(mark, tiers[mark.tier_id or 0])
                for mark in marking.of_standing(standing, self._claimed, self._goods)
            )
            sources = () if place else self.recognised
            self._made[place] = made(standing, _counted(standing), marks, sources, self.assumption)
        return self._made[place]

    def _judged(self, mark: Mark, tier: Tier | None = None) -> Mark:
        """The mark, taken out where it is free shipping that gives nothing, or nothing more.

        Nobody has to add anything for what he has, or gets sooner.
        """
        if mark.out or mark.gives != SHIPPING:
            return mark
        if tier is not None and not self._matters(tier):
            return replace(mark, out=marking.NO_CHARGE)
        if tier is not None and not mark.reached and not self._matters(tier, self._granted):
            return replace(mark, out=marking.COVERED)
        if mark.given and tier is not None and not tier.decorative:
            method = free_shipping.left_out(tier, *self._visit)
            if method:
                note = gettext("Not by %(method)s") % {"method": method}
                return replace(mark, note=note, given=False)
        if mark.reached or self._free is None:
            return mark
        gap, nearest = self._free
        covered = mark.gap >= gap and nearest is not (mark if tier is None else tier)
        return replace(mark, out=marking.COVERED) if covered else mark

    @cached_property
    def _granted(self) -> tuple[Tier, ...]:
        return tuple(tier for one in self._standings for tier in one.granted)

    def _matters(self, tier: Tier, beside: tuple[Tier, ...] = ()) -> bool:
        return free_shipping.shipping_matters(tier, *self._visit, beside)

    def _read_gifts(self, standings: Iterable[Standing]) -> None:
        wanted = {
            pk
            for one in standings
            for tier in one.ladder.tiers
            if tier.gives == GIFT and tier.id not in self._claimed
            for pk in tier.gifts
        }
        if wanted - self._goods.keys():
            # Known to be asked for, even where it is not there any more.
            known: Mapping[int, Product] = catalogue.products(wanted)
            self._goods |= {pk: known.get(pk, Product(pk, buyable=False)) for pk in wanted}


def bars(
    basket: Any, user: Any, request: Any, currency: str = "", product_id: int | None = None
) -> Bars:
    """The bars of this visitor.

    ``basket`` may be None. While it is empty, the bars are in ``currency``, else in that of the
    page's product, else in the shop's own. One query for the product, where thresholds have
    amounts in other currencies; the rest is asked for with the bars, by ``oscar.free_shipping``.
    """
    empty = basket is None or basket.is_empty
    shops_own = str(settings.OSCAR_DEFAULT_CURRENCY)
    if empty and not currency and product_id is not None and _in_others(shops_own):
        known = catalogue.products([product_id])
        currency = known[product_id].currency if product_id in known else ""
    currency = currency or shops_own
    standings = thresholds.standings(basket, user, request, currency)
    return Bars(basket, user, request, standings, currency if empty else currency_of(basket))


def _in_others(currency: str) -> bool:
    """Whether a threshold has an amount in another currency; no query while warm."""
    rows = threshold_rows.in_force(timezone.now())
    return any(own != currency for row in rows for _tier, own in row.amounts)


def _counted(standing: Standing) -> Decimal:
    return from_minor(standing.counted, standing.ladder.digits)
