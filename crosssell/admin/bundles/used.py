"""What was used of bundles, and of their limits, in words."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Sum
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from crosssell.models import Bundle, BundleCustomer, BundleTally, BundleUse
from crosssell.oscar.money import written

# What orders have got, whether it was counted in the limits or came after them.
GIVEN = (BundleUse.State.CONFIRMED, BundleUse.State.LATE)


def used_of(bundles: Iterable[Bundle]) -> dict[int, dict[str, Decimal]]:
    """By bundle, the discounts of its orders by currency; one query."""
    found: dict[int, dict[str, Decimal]] = {bundle.pk: {} for bundle in bundles}
    rows = BundleUse.objects.filter(bundle__in=list(found), state__in=GIVEN).order_by()
    for pk, currency, amount in rows.values_list("bundle_id", "currency").annotate(Sum("amount")):
        found[pk][currency] = amount
    return found


def given_in_words(amounts: Mapping[str, Decimal]) -> str:
    """Such as "$12.00, 8,00 € given"; "" for nothing yet."""
    said = ", ".join(written(amount, currency) for currency, amount in sorted(amounts.items()))
    return gettext("%(amounts)s given") % {"amounts": said} if said else ""


def used_in_words(bundle: Bundle) -> list[str]:
    """Such as "3 of 100 times" and "$20.00 of $50.00"; what is held for somebody counts, too."""
    tally = _tally(bundle)
    uses = {"uses": _number(tally.uses)}
    said = [ngettext("%(uses)s time", "%(uses)s times", tally.uses) % uses]
    if bundle.most_uses is not None:
        words = ngettext(
            "%(uses)s of %(most)s time", "%(uses)s of %(most)s times", bundle.most_uses
        )
        said = [words % (uses | {"most": _number(bundle.most_uses)})]
    if bundle.budget is not None:
        said.append(gettext("%(spent)s of %(all)s") % _of_budget(bundle, tally))
    return said


def used_up(bundle: Bundle) -> bool:
    """Whether nothing is left of its total number or budget."""
    tally = _tally(bundle)
    return (bundle.most_uses is not None and tally.uses >= bundle.most_uses) or (
        bundle.budget is not None and tally.amount >= bundle.budget
    )


def limits_passed(bundle: Bundle) -> list[str]:
    """Limits that are below what is used already: allowed, but to be said."""
    tally, said = _tally(bundle), []
    if bundle.most_uses is not None and tally.uses > bundle.most_uses:
        text = gettext(
            "“Times in total” is now %(most)s, but it was used %(uses)s times already: it is used "
            "up."
        )
        said.append(text % {"most": _number(bundle.most_uses), "uses": _number(tally.uses)})
    if bundle.budget is not None and tally.amount > bundle.budget:
        text = gettext("The budget is now %(all)s, but %(spent)s was given already: it is used up.")
        said.append(text % _of_budget(bundle, tally))
    if bundle.per_customer is not None:
        over = BundleCustomer.objects.filter(bundle=bundle, uses__gt=bundle.per_customer).count()
        if over:
            text = gettext(
                "“Times for a customer” is now %(most)s; customers who used it more often already: "
                "%(count)s. They keep what they have, and get no more."
            )
            said.append(text % {"most": _number(bundle.per_customer), "count": _number(over)})
    return said


def _of_budget(bundle: Bundle, tally: BundleTally) -> dict[str, str]:
    currency = bundle.budget_currency
    return {"spent": written(tally.amount, currency), "all": written(bundle.budget, currency)}


def _tally(bundle: Bundle) -> BundleTally:
    return getattr(bundle, "tally", None) or BundleTally(pk=bundle.pk)


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))
