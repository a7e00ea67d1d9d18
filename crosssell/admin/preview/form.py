"""What the preview is asked: which slot, on which page, for whom, and when."""

from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from crosssell import experiments
from crosssell.admin.lookup.field import LookupField, LookupManyField
from crosssell.admin.shop_time import ShopTimeField
from crosssell.admin.slot_field import SlotField
from crosssell.models import Experiment, Variant

MOST_PRODUCTS = 50


class PreviewForm(forms.Form):
    """Read from the query of the address, so that a preview can be sent to a colleague."""

    slot = SlotField(label=_("Slot"))
    product = LookupField("product", label=_("Product of the page"), required=False)
    category = LookupField("category", label=_("Category of the page"), required=False)
    basket = LookupManyField("buyable", label=_("In the basket"), required=False)
    viewed = LookupManyField("product", label=_("Viewed before"), required=False)
    customer = LookupField("customer", label=_("Customer"), required=False)
    at = ShopTimeField(label=_("Date and time"), required=False)
    order = LookupField(
        "order",
        label=_("Order"),
        required=False,
        help_text=_("For the thank-you page and mails: by its number or the e-mail address."),
        error_messages={"unknown": _("There is no order with this number.")},
    )
    why_not = LookupField(
        "product",
        label=_("Why, or why not, this product?"),
        required=False,
        help_text=_("Says what each rule of the slot does with it."),
    )
    part = forms.ModelChoiceField(
        Variant.objects.filter(experiment__state=Experiment.State.LIVE, experiment__sample=False),
        label=_("Part of a test"),
        required=False,
        empty_label=_("In no test"),
        help_text=_("A test is live: its visitors see what their part holds."),
    )
    drafts = forms.BooleanField(label=_("Include what is off or not in its dates"), required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part = self.fields["part"]
        part.label_from_instance = lambda one: f"{one.experiment}: {one}"
        part.queryset = part.queryset.select_related("experiment")
        if not experiments.any_live():
            del self.fields["part"]

    def clean_basket(self) -> list[int]:
        """At most so many products: more would keep the page waiting."""
        return self._few("basket")

    def clean_viewed(self) -> list[int]:
        """As for the basket."""
        return self._few("viewed")

    def _few(self, name: str) -> list[int]:
        chosen: list[int] = self.cleaned_data[name]
        if len(chosen) > MOST_PRODUCTS:
            raise ValidationError(
                _("Choose at most %(most)d."), code="too_many", params={"most": MOST_PRODUCTS}
            )
        return chosen

    def clean_order(self) -> Any:
        """The order of that number, or None without a number."""
        number = self.cleaned_data["order"]
        orders = apps.get_model("order", "Order").objects
        return orders.filter(number=number).first() if number else None
