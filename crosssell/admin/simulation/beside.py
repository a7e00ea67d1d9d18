"""What stands beside a simulated bundle, in words: live bundles, offers, limits."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crosssell.admin.figure_words import count, day
from crosssell.oscar.money import written
from crosssell.simulation.results import OfferThen, RivalTold, Simulation


@dataclass(frozen=True)
class Row:
    """A live bundle or an offer with its figures, which have the heads of their table."""

    id: int | None
    name: str
    cells: tuple[tuple[str, str], ...]


def warnings(result: Simulation) -> list[str]:
    found = []
    if result.limited and result.limited_at:
        found.append(
            ngettext(
                "A limit is used up on %(day)s: %(orders)s order gets less, or nothing.",
                "A limit is used up on %(day)s: %(orders)s orders get less, or nothing.",
                result.limited,
            )
            % {"day": day(result.limited_at), "orders": count(result.limited)}
        )
    if result.no_terms:
        found.append(
            _(
                "It gives nothing in %(currencies)s: it has no amount there, or its budget is in "
                "another currency."
            )
            % {"currencies": ", ".join(result.no_terms)}
        )
    for one in result.in_currency:
        if one.known and one.left < 0:
            found.append(
                _("Its pieces would have been sold for less than they cost: %(loss)s.")
                % {"loss": written(one.left, one.currency)}
            )
    if result.inexact:
        found.append(
            ngettext(
                "In %(orders)s order so many bundles overlap that a better combination may exist.",
                "In %(orders)s orders so many bundles overlap that a better combination may exist.",
                result.inexact,
            )
            % {"orders": count(result.inexact)}
        )
    return found


def rival_row(one: RivalTold) -> Row:
    change = one.after - one.before
    return Row(
        one.id,
        one.name,
        (
            (_("Orders"), count(one.orders)),
            (_("Gives without this one"), written(one.before, one.currency)),
            (_("Gives beside it"), written(one.after, one.currency)),
            (_("Difference"), written(change, one.currency)),
            (_("Gives less in"), count(one.lost)),
            (_("Keeps this one out in"), count(one.kept)),
        ),
    )


def rivals_said(result: Simulation) -> str:
    said = (
        _(
            "In these orders live bundles apply too. A basket gets what saves the shopper most, so "
            "one bundle may take pieces from another."
        )
        if result.rivals
        else _("No live bundle gives more or less beside this one, and none keeps it out.")
    )
    if result.rivals_left_out:
        said += " " + _("There are very many live bundles: only the first by priority are told.")
    return said


def offer_row(one: OfferThen) -> Row:
    name = one.name or _("(no name)")
    if one.voucher:
        name = _("%(name)s, voucher %(code)s") % {"name": name, "code": one.voucher}
    return Row(
        None,
        name,
        (
            (_("Orders"), count(one.orders)),
            (
                _("Off the same lines"),
                _("recorded for the whole basket only")
                if one.amount is None
                else written(one.amount, one.currency),
            ),
        ),
    )


def then_said(result: Simulation) -> str:
    if not result.discounted:
        return _("None of these orders had a discount on the same lines.")
    sums = ", ".join(written(amount, currency) for currency, amount in result.discounted_off)
    return ngettext(
        "%(orders)s of these orders had a discount on the same lines when it was placed, "
        "%(sums)s in all.",
        "%(orders)s of these orders had discounts on the same lines when they were placed, "
        "%(sums)s in all.",
        result.discounted,
    ) % {"orders": count(result.discounted), "sums": sums}


def combines_said(result: Simulation) -> str:
    if result.with_offers and result.with_vouchers:
        return _("This bundle combines with offers and vouchers: shoppers would get both.")
    if result.with_offers:
        return _("This bundle combines with offers, but keeps its pieces from vouchers.")
    if result.with_vouchers:
        return _("This bundle combines with vouchers, but keeps its pieces from offers.")
    return _(
        "This bundle keeps its pieces from offers and vouchers: shoppers would get one of them."
    )
