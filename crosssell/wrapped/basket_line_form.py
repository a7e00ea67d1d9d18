"""One piece of a gift is given: its quantity can be 1, or 0 to take it out."""

from __future__ import annotations

from typing import Any


def wrapped(original: Any) -> Any:
    """Oscar's BasketLineForm, or the shop's own."""

    class BasketLineForm(original):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.instance.id and "quantity" in self.fields and _is_gift(self.instance):
                self.fields["quantity"].widget.attrs["max"] = 1

        def clean_quantity(self) -> Any:
            from django import forms
            from django.utils.translation import gettext as _

            quantity = super().clean_quantity()
            if quantity > 1 and _is_gift(self.instance):
                raise forms.ValidationError(_("This is a gift: you get one piece."))
            return quantity

    return BasketLineForm


def _is_gift(line: Any) -> bool:
    from crosssell.oscar.gift_lines import is_gift

    return is_gift(line)
