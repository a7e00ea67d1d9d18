"""The base of every form that a merchant fills in."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.db import models

from crosssell.admin.text import plain_text

# What the column holds on every database; SQLite would take more.
MOST = 32_767


class MerchantForm(forms.ModelForm):
    """Free text is plain text, small numbers are small."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in self._meta.model._meta.get_fields():
            field = self.fields.get(column.name)
            if field is None:
                continue
            if isinstance(column, models.CharField):
                field.validators = [plain_text, *field.validators]
            elif isinstance(column, models.PositiveSmallIntegerField):
                field.validators = [*field.validators, MaxValueValidator(MOST)]
