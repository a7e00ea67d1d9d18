"""What vouchers that orders have earned ask of the basket in which they are spent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from oscar.core.loading import get_model

from crosssell.oscar.basket_keys import currency_of

Condition: Any = get_model("offer", "Condition")

# No path of ``crosssell.models``: merchants see these offers in Oscar's dashboard, as any other.
CONDITION = "crosssell.oscar.earned_condition.EarnedCondition"


class EarnedCondition(Condition):
    """Anything in the basket will do, where the basket is in the currency of the voucher.

    Oscar's own conditions know no currency, and an amount is only right in its own: it lies in
    the column ``type``, "" where the voucher is for a percentage. Nothing is consumed.
    """

    class Meta:
        proxy = True
        app_label = "crosssell"
        default_permissions = ()

    @property
    def name(self) -> str:
        if self.type:
            return gettext("Anything in a basket in %(currency)s") % {"currency": self.type}
        return gettext("Anything in the basket")

    def is_satisfied(self, offer: Any, basket: Any) -> bool:
        if self.type and currency_of(basket) != self.type:
            return False
        return any(
            self.can_apply_condition(line) and line.is_available_for_offer_discount(offer)
            for line in basket.all_lines()
        )
