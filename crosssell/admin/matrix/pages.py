"""The matrix in admin: main product or category -> companion -> reason."""

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crosssell.admin.history.recording import WithHistory
from crosssell.admin.lookup.answers import category_names
from crosssell.admin.lookup.field import LookupSelect
from crosssell.admin.matrix.importing import MatrixImport
from crosssell.admin.merchant_form import MerchantForm
from crosssell.admin.scheduled import StateFilter
from crosssell.models import MatrixEntry


def _chosen(kind: str, label: Any) -> forms.ModelChoiceField:
    # The rows are those of the moment of asking, not of the import of this module.
    return forms.ModelChoiceField(
        queryset=None, label=label, required=False, widget=LookupSelect(kind)
    )


class MatrixForm(MerchantForm):
    """One row of the matrix."""

    main_product = _chosen("product", _("When this product is looked at or bought"))
    main_category = _chosen("category", _("or any product of this category"))
    companion_product = _chosen("product", _("show this product"))
    companion_category = _chosen("category", _("or products of this category"))

    class Meta:
        model = MatrixEntry
        fields = (
            "main_product", "main_category", "companion_product", "companion_category", "reason",
            "position", "active",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("product", "Product"), ("category", "Category")):
            for side in ("main", "companion"):
                field = self.fields.get(f"{side}_{name}")
                if field:
                    field.queryset = apps.get_model("catalogue", model).objects.all()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        for side in ("main", "companion"):
            chosen = [cleaned.get(f"{side}_{kind}") for kind in ("product", "category")]
            wrong = {f"{side}_product", f"{side}_category"} & set(self.errors)
            if not wrong and all(chosen):
                self.add_error(f"{side}_category", _("Choose a product or a category, not both."))
            elif not wrong and not any(chosen):
                self.add_error(f"{side}_product", _("Choose a product or a category."))
        main = cleaned.get("main_product")
        if main and main == cleaned.get("companion_product"):
            self.add_error("companion_product", _("A product cannot be its own companion."))
        return cleaned


@admin.register(MatrixEntry)
class MatrixAdmin(MatrixImport, WithHistory):
    """A list to edit in place, to import and to export."""

    form = MatrixForm
    import_export_change_list_template = "admin/crosssell/matrixentry/change_list.html"
    list_display = ("main", "companion", "reason", "position", "active")
    list_display_links = ("main",)
    list_editable = ("reason", "position", "active")
    list_filter = (StateFilter,)
    list_per_page = 50
    search_fields = (
        "main_product__title", "main_product__upc", "main_category__name",
        "companion_product__title", "companion_product__upc", "companion_category__name", "reason",
    )  # fmt: skip
    fieldsets = (
        (_("When"), {"fields": ("main_product", "main_category")}),
        (_("Show"), {"fields": ("companion_product", "companion_category", "reason")}),
        (None, {"fields": ("position", "active")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[MatrixEntry]:
        return (
            super()
            .get_queryset(request)
            .select_related(
                "main_product", "companion_product", "main_category", "companion_category"
            )
        )

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **kwargs | {"form": MerchantForm})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        rows = list(page.result_list)
        names = category_names(
            category
            for row in rows
            for category in (row.main_category, row.companion_category)
            if category
        )
        for row in rows:
            row.said_main = _said(row.main_product, row.main_category, names)
            row.said_companion = _said(row.companion_product, row.companion_category, names)
        return page

    @admin.display(description=_("Main"))
    def main(self, row: Any) -> str:
        return row.said_main

    @admin.display(description=_("Companion"))
    def companion(self, row: Any) -> str:
        return row.said_companion


def _said(product: Any, category: Any, names: dict[int, str]) -> str:
    return product.title or f"#{product.pk}" if product else names[category.pk]
