"""The sentences of a bar: the merchant's, or our own where there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext

from crosssell.core.threshold_texts import filled, texts_for
from crosssell.oscar.free_shipping import Assumed
from crosssell.oscar.money import written
from crosssell.registry import _
from crosssell.threshold_bar.marks import Mark

INITIAL, PROGRESS, REACHED, BLOCKED = STATES = ("initial", "progress", "reached", "blocked")
OWN = {
    INITIAL: _("Spend {amount} and get {reward}."),
    PROGRESS: _("Add {gap} more and get {reward}."),
    REACHED: _("Yours with this order: {reward}."),
}
# The merchant has no words for these.
NONE_GIVEN = _("Not with this order: {reward}.")
APART = {
    "bundles": _("Your basket has a bundle, and this does not go with it: {reward}."),
    "offers": _("Your basket has an offer, and this does not go with it: {reward}."),
    "vouchers": _("Your basket has a voucher, and this does not go with it: {reward}."),
}


def next_of(marks: Iterable[Mark]) -> Mark | None:
    """The mark that is reached next; None where all are."""
    return min(
        (mark for mark in marks if not mark.reached), key=lambda mark: mark.gap, default=None
    )


def state_of(marks: Sequence[Mark], counted: Decimal) -> str:
    """One of ``STATES``."""
    if next_of(marks) is not None:
        return PROGRESS if counted else INITIAL
    blocked = any(mark.blocked for mark in marks) and not any(mark.given for mark in marks)
    return BLOCKED if blocked else REACHED


def sentence(
    marks: Sequence[Mark],
    counted: Decimal,
    currency: str,
    texts: Iterable[tuple[str, str, str, str]],
) -> str:
    """What the bar says in the present language; ``marks`` are those that are shown, one or more.

    It is plain text: whoever puts it into HTML escapes it.
    """
    state = state_of(marks, counted)
    aim = next_of(marks)
    if aim is not None:
        rewards = [aim.label]
    else:
        rewards = [mark.label for mark in marks if mark.given] or [mark.label for mark in marks]
    values = {
        "gap": written(aim.gap if aim else Decimal(0), currency),
        "reward": get_text_list(rewards, gettext("and")),
        "amount": written((aim or marks[-1]).at_least, currency),
        "total": written(counted, currency),
    }
    if state == BLOCKED:
        return filled(gettext(APART[next(mark.blocked for mark in marks if mark.blocked)]), values)
    if state == REACHED and not any(mark.given for mark in marks):
        # The notes of the marks say why; the merchant's words would promise it.
        return filled(gettext(NONE_GIVEN), values)
    own = dict(zip(OWN, texts_for(texts, get_language() or ""), strict=True))
    return filled(own[state] or gettext(OWN[state]), values)


def value_text(marks: Sequence[Mark], counted: Decimal, currency: str) -> str:
    """How far it is, for those who cannot see the bar."""
    if next_of(marks) is None:
        return gettext("All reached")
    amounts = {
        "total": written(counted, currency),
        "amount": written(max(mark.at for mark in marks), currency),
    }
    return gettext("%(total)s of %(amount)s") % amounts


def assumption(assumed: Assumed | None) -> str:
    """Where to and how the order is taken to go; "" where that is known."""
    if assumed is None or assumed.known or not (assumed.needed and assumed.country_name):
        return ""
    values = {"country": assumed.country_name, "method": assumed.method}
    if not assumed.method:
        return gettext("For delivery to %(country)s") % values
    return gettext("For delivery to %(country)s by %(method)s") % values
