"""Where a tier begins, and how much its reward is, by currency: one small row for each."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.bundles.amounts import fits, known_currency, shown
from crosssell.admin.lookup.lists import currency_code, currency_name
from crosssell.admin.thresholds.rows import Amount

# The row in which another currency is typed.
NEW = "new"
MOST = 20
Sent = tuple[str, str, str]


class AmountsWidget(forms.Widget):
    """A row for each currency of the shop, and an empty one for another.

    The inputs of "tiers-0-amounts" are called "tiers-0-amounts-USD-from" and "...-own".
    """

    template_name = "admin/crosssell/threshold/amounts.html"
    currencies: Sequence[str] = ()

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        sent = list(_texts(value))
        known = {code: (begins, own) for code, begins, own in sent if code in self.currencies}
        rows = [(code, code, *known.get(code, ("", ""))) for code in self.currencies]
        others = [one for one in sent if one[0] not in self.currencies]
        rows += [(code, code, begins, own) for code, begins, own in others if _usual(code)]
        # What was typed wrongly stays in sight, beside its error.
        wrong = next((one for one in others if not _usual(one[0])), ("", "", ""))
        context = super().get_context(name, value, attrs)
        context["rows"] = [
            {"key": key, "code": code, "name": currency_name(code), "from": begins, "own": own}
            for key, code, begins, own in rows
        ]
        context["new"] = {"key": NEW, "code": wrong[0], "from": wrong[1], "own": wrong[2]}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Sent]:
        start, found = f"{name}-", []
        keys = dict.fromkeys(
            one[len(start) :].rpartition("-")[0] for one in data if one.startswith(start)
        )
        for key in list(keys)[: MOST + 1]:
            begins, own = (_text(data, f"{start}{key}-{part}") for part in ("from", "own"))
            code = _text(data, f"{start}{NEW}-currency") if key == NEW else key
            if begins or own or (key == NEW and code):
                found.append((currency_code(code), begins, own))
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return ""


class AmountsField(forms.Field):
    """Cleans to a mapping: currency -> where it begins, and the reward's own amount or None."""

    widget = AmountsWidget

    def clean(self, value: Any) -> dict[str, Amount]:
        found: dict[str, Amount] = {}
        errors: list[ValidationError] = []
        for code, begins, own in value or ():
            try:
                if code in found:
                    raise ValidationError(_("This currency is there twice. Keep one of them."))
                found[code] = _amount(code, begins, own)
            except ValidationError as error:
                words = {"currency": code or gettext("Another currency")}
                errors += [
                    ValidationError(f"{words['currency']}: {text}", code="amount")
                    for text in error.messages
                ]
        if errors:
            raise ValidationError(errors)
        if not found:
            raise ValidationError(
                _("Say from which amount on: give one for each currency of the shop."),
                code="required",
            )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        if not data:
            return bool(initial)
        try:
            return bool(self.clean(data) != dict(initial or {}))
        except ValidationError:
            return True


def _amount(code: str, begins: str, own: str) -> Amount:
    if not code:
        raise ValidationError(_("Say which: a code of three letters, such as EUR."))
    known_currency(code)
    if not begins:
        raise ValidationError(_("Say from which amount on, or empty the row."))
    return _number(begins, code), _number(own, code) if own else None


def _number(text: str, currency: str) -> Decimal:
    amount: Decimal = forms.DecimalField(max_digits=14, decimal_places=3).clean(text)
    if amount <= 0:
        raise ValidationError(_("This must be more than 0."), code="nothing")
    fits(amount, currency)
    return amount


def _texts(value: Any) -> Iterable[Sent]:
    """What the inputs show: as it was sent, or as it is stored."""
    if not isinstance(value, Mapping):
        return value or ()
    return [
        (code, str(shown(begins, code)), "" if own is None else str(shown(own, code)))
        for code, (begins, own) in value.items()
    ]


def _usual(code: str) -> bool:
    try:
        known_currency(code)
    except ValidationError:
        return False
    return True


def _text(data: Any, name: str) -> str:
    return str(data.get(name) or "").replace("\x00", "").strip()[:40]
