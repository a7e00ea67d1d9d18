"""The preview of a slot: what it would show, and why."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from crosssell import engine
from crosssell.admin import permissions
from crosssell.admin.preview_form import PreviewForm
from crosssell.admin.preview_view import placements_shown, reference_names, why_not
from crosssell.facts import Facts
from crosssell.models import Placement
from crosssell.oscar import catalogue
from crosssell.oscar.trial import trial_basket


def preview(request: HttpRequest) -> HttpResponse:
    """Show what a slot would show. Needs the permission to see placements; changes nothing."""
    permissions.require_any(request, permissions.SEE_PLACEMENTS)
    form = PreviewForm(request.GET if "slot" in request.GET else None)
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Preview"),
        "opts": Placement._meta,
        "form": form,
        "media": form.media,
    }
    if form.is_bound and form.is_valid():
        context |= explained(request, form.cleaned_data)
    return TemplateResponse(request, "admin/crosssell/preview.html", context)


def explained(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    """The explanation with pictures, as the template needs it."""
    user = _one(get_user_model(), asked["customer"]) or AnonymousUser()
    products, categories = (apps.get_model("catalogue", n) for n in ("Product", "Category"))
    seller = Facts.of(request, user=user).strategy
    with trial_basket(asked["basket"], seller, user) as trial:
        facts = Facts.of(
            request,
            product=_one(products, asked["product"]),
            category=_one(categories, asked["category"]),
            order=asked["order"],
            user=user,
            basket=trial.basket,
        )
        found = engine.explain(facts, asked["slot"], include_drafts=asked["drafts"])
    shown = placements_shown(
        found, lambda ids: catalogue.cards(ids, request, seller), reference_names(found)
    )
    return {
        "explanation": found,
        "placements": shown,
        "refused": trial.refused,
        "answers": why_not(found, asked["why_not"]) if asked["why_not"] else (),
        "asked": asked,
    }


def _one(model: Any, pk: int | None) -> Any:
    return model._default_manager.filter(pk=pk).first() if pk else None
