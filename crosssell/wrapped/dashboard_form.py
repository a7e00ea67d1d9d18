"""What bundles and tiers share as condition and benefit is no choice for the shop's offers."""

from __future__ import annotations

from typing import Any

FIELDS = ("custom_condition", "custom_benefit")


def wrapped(original: Any) -> Any:
    """Oscar's ConditionForm or BenefitForm of the dashboard, or the shop's own."""

    class Form(original):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name in FIELDS:
                if name in self.fields:
                    self._leave_out_bundles(name)

        def _leave_out_bundles(self, name: str) -> None:
            from crosssell.models.offers import OURS

            rows = self._meta.model.objects.filter(proxy_class__startswith=OURS)
            ours = set(rows.values_list("pk", flat=True))
            choices = list(self.fields[name].choices)
            kept = [one for one in choices if one[0] not in ours]
            if len(kept) == len(choices):
                return
            if [one for one in kept if one[0]]:
                self.fields[name].choices = kept
                return
            # Nothing is left to choose: the form is as Oscar makes it where there is nothing.
            self.fields[name].choices = []
            for needed in ("type", "range", "value") if name == FIELDS[0] else ("type",):
                self.fields[needed].required = True

    return Form
