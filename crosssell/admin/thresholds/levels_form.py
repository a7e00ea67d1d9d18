"""What is asked about past orders: currency, days, the reward, and what is within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crosssell.admin.bundles.amounts import fits
from crosssell.core.threshold_levels import AMOUNT, GIFT, PERCENT, SHIPPING, Reward
from crosssell.oscar.basket_keys import places
from crosssell.simulation import DAYS, MOST_DAYS

WITHIN = 70
REWARDS = (
    (SHIPPING, _("Free shipping")),
    (PERCENT, _("Percent off the order")),
    (AMOUNT, _("Amount off the order")),
    (GIFT, _("Gift")),
)


class LevelsForm(forms.Form):
    """Bound to what the address says, or to what is usual; wrong fields fall back to that."""

    use_required_attribute = False
    currency = forms.ChoiceField(label=_("Orders in"))
    days = forms.IntegerField(label=_("of the last days"), min_value=1, max_value=MOST_DAYS)
    reward = forms.ChoiceField(label=_("Reward"), choices=REWARDS)
    how_much = forms.DecimalField(
        label=_("How much"),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        help_text=_(
            "Percent: how many. Amount off: the amount. Gift: what one costs you. Free shipping: "
            "what sending an order costs you; empty takes what each order paid."
        ),
    )
    within = forms.IntegerField(
        label=_("Within reach from (% of the amount)"), min_value=1, max_value=99
    )

    def __init__(self, sent: Mapping[str, Any], currencies: Sequence[str]) -> None:
        self.usual: dict[str, Any] = {
            "currency": currencies[0], "days": DAYS, "reward": SHIPPING, "within": WITHIN,
        }  # fmt: skip
        super().__init__(
            self.usual | {name: sent[name] for name in self.base_fields if name in sent}
        )
        self.fields["currency"].choices = [(code, code) for code in currencies]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reward, much = cleaned.get("reward"), cleaned.get("how_much")
        try:
            if "how_much" not in self.errors and reward in (PERCENT, AMOUNT, GIFT) and much is None:
                raise ValidationError(_("Say how much the reward is."), code="required")
            if much is not None and reward == PERCENT and much > 100:
                raise ValidationError(_("This must not be more than 100 %."), code="too_much")
            if much is not None and reward != PERCENT and "currency" in cleaned:
                fits(much, cleaned["currency"])
        except ValidationError as error:
            self.add_error("how_much", error)
        return cleaned

    def chosen(self, name: str) -> Any:
        """What was sent, or what is usual where that is wrong."""
        self.is_valid()
        found = self.cleaned_data.get(name)
        return self.usual.get(name) if found is None else found

    @property
    def asked(self) -> Reward | None:
        """The reward in minor units; None where it was not said rightly."""
        if not self.is_valid():
            return None
        kind, much = self.cleaned_data["reward"], self.cleaned_data["how_much"]
        if kind == PERCENT:
            return Reward(kind, percent=int(much * 100))
        return Reward(kind, amount=self._minor(much))

    def _minor(self, amount: Decimal | None) -> int | None:
        return None if amount is None else int(amount.scaleb(places(self.cleaned_data["currency"])))
