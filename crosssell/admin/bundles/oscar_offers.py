"""Oscar's own pages in Django admin list the shop's offers; ours have pages of their own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule

from crosssell.models.offers import (
    OURS,
    Benefit,
    Condition,
    ConditionalOffer,
    without_bundles,
)


def _without_shared(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(proxy_class__startswith=OURS)


class _OffersOfTheShop:
    """Put before the ModelAdmin of Oscar, or of the shop."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)  # type: ignore[misc]  # the other base has it
        return without_bundles(rows) if rows.model is ConditionalOffer else _without_shared(rows)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_foreignkey(  # type: ignore[misc]  # the other base has it
            db_field, request, **kwargs
        )
        if field is not None and field.queryset.model in (Condition, Benefit):
            field.queryset = _without_shared(field.queryset)
        return field


def hide_bundles() -> None:
    """Wrap what is registered for offers, conditions and benefits; Oscar's file is read first."""
    offers = apps.get_app_config("offer")
    if module_has_submodule(offers.module, "admin"):
        import_module(f"{offers.name}.admin")
    for model in (ConditionalOffer, Condition, Benefit):
        registered = admin.site._registry.get(model)
        if registered is not None and not isinstance(registered, _OffersOfTheShop):
            kind = type(registered)
            admin.site.unregister(model)
            admin.site.register(model, type(kind.__name__, (_OffersOfTheShop, kind), {}))


hide_bundles()
