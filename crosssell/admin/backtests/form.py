"""What to back-test: a placement, and how many of the last orders."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.lookup.widget import SearchedSelect
from crosssell.admin.slot_field import label_of
from crosssell.models import Placement

USUAL, MOST = 5_000, 50_000


class PlacementChoice(forms.ModelChoiceField):
    """Placements by slot and title."""

    def label_from_instance(self, placement: Any) -> str:
        return named(placement)


class BackTestForm(forms.Form):
    """``rule_id`` leaves only the placements that use that rule to choose from."""

    placement = PlacementChoice(
        queryset=None,
        label=_("Placement"),
        widget=SearchedSelect,
        help_text=_("With all its rules, those that are still off too."),
    )
    orders = forms.IntegerField(
        label=_("How many of the last orders"),
        initial=USUAL,
        min_value=1,
        max_value=MOST,
        widget=AdminIntegerFieldWidget,
        help_text=_(
            "Replayed are those of two products or more. What the rules know is learned from the "
            "orders before them."
        ),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, rule_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Placement.objects.order_by("slot", "position", "pk")
        if rule_id is not None:
            found = found.filter(rules=rule_id)
        self.fields["placement"].queryset = found
        only = list(found[:2])
        if len(only) == 1:
            self.fields["placement"].initial = only[0].pk


def named(placement: Placement) -> str:
    """A placement in words: its slot, its title, and whether it is on."""
    said = f"{label_of(placement.slot)}: {placement.title or placement.widget}"
    return said if placement.active else gettext("%(placement)s (draft)") % {"placement": said}


def tested(placement: Placement) -> dict[str, Any]:
    """What the row of a back-test remembers of the placement, however it is changed later."""
    rules = placement.rules.order_by("priority", "pk")
    return {
        "placement": named(placement),
        "rules": [{"name": rule.name, "active": rule.active} for rule in rules],
    }
