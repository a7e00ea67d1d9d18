"""The base of every form that a merchant fills in."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models

from crosssell.admin.text import plain_text

# What the column holds on every database; SQLite would take more.
MOST = 32_767

Names = Mapping[tuple[str, Any], str]


def remember(form: forms.BaseForm, names: Names | None) -> None:
    """Tell the look-ups of a form the names that are known already, so that none is asked twice."""
    for field in form.fields.values():
        if names and hasattr(field.widget, "names"):
            field.widget.names = names


class MerchantForm(forms.ModelForm):
    """Free text is plain text, small numbers are small."""

    # The admin of a row sets it on the class that it makes for that row.
    known_names: Names = {}

    def __init__(self, *args: Any, names: Names | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = self.known_names if names is None else names
        remember(self, self.names)
        for column in self._meta.model._meta.get_fields():
            field = self.fields.get(column.name)
            if field is None:
                continue
            if isinstance(column, models.CharField):
                field.validators = [plain_text, *field.validators]
            elif isinstance(column, models.PositiveSmallIntegerField):
                field.validators = [*field.validators, MaxValueValidator(MOST)]
