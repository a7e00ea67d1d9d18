"""The reward's amount or price in each currency, on the page of a bundle."""

from decimal import Decimal
from typing import Any

from babel.numbers import is_currency
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.bundles.reward import needs_of
from crosssell.admin.lookup.field import LookupField
from crosssell.admin.merchant_form import MerchantForm
from crosssell.core.money import digits
from crosssell.models import BundleAmount


def known_currency(code: str) -> None:
    """Raise ValidationError for a code that ISO 4217 does not know."""
    if not is_currency(code):
        raise ValidationError(
            _("“%(code)s” is no currency. Give a code of three letters, such as EUR."),
            code="no_currency",
            params={"code": code[:12]},
        )


def fits(amount: Decimal, currency: str) -> None:
    """Raise ValidationError for parts of the currency's smallest coin."""
    most = digits(currency)
    exponent = amount.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > most:
        words = ngettext(
            "%(currency)s has at most %(most)d digit after the point.",
            "%(currency)s has at most %(most)d digits after the point.",
            most,
        )
        if most == 0:
            words = gettext("%(currency)s has no digits after the point.")
        raise ValidationError(words % {"currency": currency, "most": most}, code="too_many_digits")


def shown(amount: Decimal, currency: str) -> Decimal:
    """An amount with the digits of its currency; more where it has more."""
    rounded = round(amount, digits(currency))
    return rounded if rounded == amount else amount


class AmountForm(MerchantForm):
    """One amount in one currency."""

    currency = LookupField("currency", label=_("Currency"))

    class Meta:
        model = BundleAmount
        fields = ("amount", "currency")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["amount"] = shown(self.instance.amount, self.instance.currency)

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"]
        known_currency(code)
        return code

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise ValidationError(_("This must be more than 0."), code="nothing")
        return amount

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        amount, currency = cleaned.get("amount"), cleaned.get("currency")
        if amount is not None and currency:
            try:
                fits(amount, currency)
            except ValidationError as error:
                self.add_error("amount", error)
        return cleaned


class AmountFormSet(forms.BaseInlineFormSet):
    """Where the reward needs none, the rows are taken away, whatever they hold."""

    @property
    def wanted(self) -> bool:
        """Whether the reward that is chosen needs amounts."""
        return needs_of(self.instance.reward).amount

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.instance.reward and not self.wanted:
            self._errors: Any = [{} for _form in self.forms]
            self._non_form_errors = self.error_class()

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.has_changed() or form.instance.pk]
        if self.wanted and not any(not form.cleaned_data.get("DELETE") for form in rows):
            raise ValidationError(
                _("This reward needs an amount: give one for each currency of the shop."),
                code="no_amount",
            )

    def is_valid(self) -> bool:
        if self.is_bound and self.instance.reward and not self.wanted:
            return True
        return super().is_valid()

    def save(self, commit: bool = True) -> Any:
        if self.instance.reward and not self.wanted:
            self.new_objects: list[Any] = []
            self.changed_objects: list[Any] = []
            self.deleted_objects: list[Any] = list(self.get_queryset()) if commit else []
            for row in self.deleted_objects:
                row.delete()
            return []
        return super().save(commit=commit)
