"""The shape of reports; the schema is made from it, and it from the list of figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from crosssell.core.figures import FIGURES, Value


class _Values(serializers.Serializer):
    def to_representation(self, instance: Mapping[str, Value]) -> dict[str, Any]:
        """The figures that the report has, and no others."""
        return {
            code: None if value is None else self.fields[code].to_representation(value)
            for code, value in instance.items()
        }


def _field(unit: str) -> serializers.Field:
    if unit == "count":
        return serializers.IntegerField(required=False)
    return serializers.DecimalField(
        max_digits=None,
        decimal_places=None,
        required=False,
        allow_null=True,
        help_text="Of one: 0.25 is 25 %" if unit == "share" else "In the report's currency",
    )


ValuesSerializer: Any = type(
    "ValuesSerializer",
    (_Values,),
    {
        "__doc__": "The figures that the report has; null where there is nothing to divide by.",
        "__module__": __name__,
        **{one.code: _field(one.unit) for one in FIGURES},
    },
)
_CHANGES = "By code, how much more it is now, as a share of before; null where that was nothing"


class FigureSerializer(serializers.Serializer):
    """A figure and what it means."""

    code = serializers.CharField()
    label = serializers.SerializerMethodField()
    definition = serializers.SerializerMethodField()
    unit = serializers.ChoiceField(choices=("count", "share", "money"))

    def get_label(self, figure: Any) -> str:
        """What it is called, in the caller's language."""
        return _(figure.label)

    def get_definition(self, figure: Any) -> str:
        """What it means, in the caller's language."""
        return _(figure.definition)


class RowSerializer(serializers.Serializer):
    """One line of the report."""

    key = serializers.CharField(help_text="Id or name; empty for the total")
    name = serializers.CharField()
    gone = serializers.BooleanField(help_text="Whether it was deleted")
    sample = serializers.BooleanField(help_text="Whether figures that were made up are in it")
    tested = serializers.CharField(help_text="What a holdout says of it; belongs to every revenue")
    values = ValuesSerializer()
    past = ValuesSerializer(help_text="Of the days before; empty without comparison")
    change = serializers.DictField(
        child=serializers.DecimalField(max_digits=None, decimal_places=None, allow_null=True),
        help_text=_CHANGES,
    )


class ReportSerializer(serializers.Serializer):
    """A report; the days are of the shop's time zone."""

    by = serializers.CharField()
    first = serializers.DateField(source="query.first")
    last = serializers.DateField(source="query.last")
    currency = serializers.CharField(help_text="Of all amounts (ISO 4217)")
    currencies = serializers.ListField(
        child=serializers.CharField(), help_text="Those that orders of these days have"
    )
    sample = serializers.BooleanField(help_text="Whether figures that were made up are in it")
    sort = serializers.CharField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    count = serializers.IntegerField(help_text="Rows on all pages")
    figures = FigureSerializer(many=True)
    total = RowSerializer()
    rows = RowSerializer(many=True)
