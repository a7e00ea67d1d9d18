"""The preview of a slot: what it would show, to whom and when, and why."""

from functools import cache
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from crosssell import engine, experiments
from crosssell.admin import permissions
from crosssell.admin.preview.form import PreviewForm
from crosssell.admin.preview.frame import frame
from crosssell.admin.preview.view import placements_shown, reference_names
from crosssell.admin.preview.why import why
from crosssell.admin.runs import readiness
from crosssell.facts import Facts
from crosssell.models import Placement
from crosssell.oscar import catalogue
from crosssell.oscar.trial import trial_basket, trial_visit


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
    """The explanation with pictures and frames, as the template needs it."""
    user = _one(get_user_model(), asked["customer"]) or AnonymousUser()
    products, categories = (apps.get_model("catalogue", n) for n in ("Product", "Category"))
    product = _one(products, asked["product"])
    # Nothing of the merchant's own visit: the page is another person's.
    visit = trial_visit(request, user, viewed=reversed(asked["viewed"]))
    part = asked.get("part")
    experiments.take_part(visit, part.pk if part is not None else None)
    seller = Facts.of(visit, user=user).strategy
    with trial_basket(asked["basket"], seller, user, visit) as trial:
        visit.basket = trial.basket
        facts = Facts.of(
            visit,
            product=product,
            category=_one(categories, asked["category"]),
            order=asked["order"],
            user=user,
            basket=trial.basket,
            now=asked["at"],
        )
        found, planned = engine.preview(facts, asked["slot"], include_drafts=asked["drafts"])
        # The basket is gone after this block, so whatever looks into it is drawn in here.
        frames = {one.placement.id: frame(one, facts, visit) for one in planned}
    shown = placements_shown(
        found, lambda ids: catalogue.cards(ids, visit, seller), reference_names(found), frames
    )
    return {
        "explanation": found,
        "placements": shown,
        "refused": trial.refused,
        "now": facts.now,
        "later": asked["at"] is not None,
        "tested": experiments.any_live(),
        "part": part,
        "why": why(found, asked["why_not"], product.get_title() if product else "", cache(_has))
        if asked["why_not"]
        else None,
        "asked": asked,
    }


def _has(strategy: str) -> str:
    """What there is of a strategy's data, for a product that it did not propose."""
    row = readiness.of(strategy)
    if row is None or row.level in ("unknown", "not_said"):
        return ""
    text = _("Its data: %(level)s. %(have)s %(missing)s")
    return (text % {"level": row.said, "have": row.have, "missing": row.missing}).strip()


def _one(model: Any, pk: int | None) -> Any:
    return model._default_manager.filter(pk=pk).first() if pk else None
