"""Suggested bundles in admin: what sells together, and one click that makes a draft of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from crosssell.admin import permissions
from crosssell.admin.figure_words import count, day, share
from crosssell.admin.history import log
from crosssell.admin.simulation.pages import SEE
from crosssell.oscar import catalogue
from crosssell.oscar.fillings import guests_strategy
from crosssell.oscar.money import written
from crosssell.suggestions import LEAST_MARGIN, USUAL, Suggestion, Survey, draft
from crosssell.suggestions.kept import kept_survey

ADD = "crosssell.add_bundle"


class TermsForm(forms.Form):
    """How much to propose."""

    percent = forms.IntegerField(
        label=_("Propose a discount of (%)"), min_value=1, max_value=50, initial=USUAL
    )
    least_margin = forms.IntegerField(
        label=_("but leave a margin of (%)"),
        min_value=0,
        max_value=99,
        initial=int(LEAST_MARGIN * 100),
    )


@dataclass(frozen=True)
class Shown:
    """A suggestion in words, with the cards of its products."""

    suggestion: Suggestion
    cards: tuple[Any, ...]
    together: str
    of_main: str
    price: str
    after: str
    discount: str
    cost: str
    moved: str
    reach: str


class Suggests:
    """For the admin of bundles: a page of suggestions, from which drafts are made."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view  # type: ignore[attr-defined]  # the admin's
        own = path(
            "suggestions/",
            view(require_http_methods(["GET", "POST"])(self.suggestions_view)),
            name="crosssell_bundle_suggestions",
        )
        return [own, *super().get_urls()]  # type: ignore[misc]

    def suggestions_view(self, request: HttpRequest) -> HttpResponse:
        """The suggestions; POST makes a draft of the one with that key and opens it."""
        permissions.require_any(request, SEE)
        sent = request.POST if request.method == "POST" else request.GET
        usual = {"percent": USUAL, "least_margin": int(LEAST_MARGIN * 100)}
        form = TermsForm(usual | {name: sent[name] for name in usual if name in sent})
        chosen = form.cleaned_data if form.is_valid() else usual
        least_margin = Decimal(chosen["least_margin"]) / 100
        if request.method == "POST":
            permissions.require_all(request, ADD)
            return self._made(request, kept_survey(chosen["percent"], least_margin), least_margin)
        found = kept_survey(chosen["percent"], least_margin)
        site = self.admin_site  # type: ignore[attr-defined]  # the admin's
        return TemplateResponse(
            request,
            "admin/crosssell/bundle/suggestions.html",
            {
                **site.each_context(request),
                "opts": self.opts,  # type: ignore[attr-defined]  # the admin's
                "title": gettext("Suggested bundles"),
                "form": form,
                "survey": found,
                "said": _said(found),
                "left_out": _left_out(found),
                "shown": _shown(found.suggestions, request),
                "chosen": chosen,
                "may_add": permissions.has_all(request.user, (ADD,)),
            },
        )

    def _made(self, request: HttpRequest, found: Survey, least_margin: Decimal) -> HttpResponse:
        key = request.POST.get("key", "")
        one = next((one for one in found.suggestions if one.key == key), None)
        if one is None:
            text = gettext("This set is not suggested any more. Here is what is suggested now.")
            messages.warning(request, text)
            return HttpResponseRedirect(reverse("admin:crosssell_bundle_suggestions"))
        with transaction.atomic(), log.recording(request.user):
            made = draft(one, least_margin)
            self.log_addition(request, made, gettext("Made of a suggestion."))  # type: ignore[attr-defined]
        messages.success(
            request,
            gettext("“%(name)s” is a draft: no basket gets it yet. Change it, then turn it on.")
            % {"name": made.name},
        )
        return HttpResponseRedirect(reverse("admin:crosssell_bundle_change", args=(made.pk,)))


def _shown(suggestions: Iterable[Suggestion], request: HttpRequest) -> list[Shown]:
    suggestions = list(suggestions)
    ids = {member.id for one in suggestions for member in one.members}
    cards = catalogue.cards(sorted(ids), request, guests_strategy())
    return [
        Shown(
            one,
            tuple(cards[member.id] for member in one.members if member.id in cards),
            _together(one),
            _of_main(one),
            written(one.price, one.currency),
            written(one.after, one.currency),
            _discount(one),
            _cost(one),
            _moved(one),
            ngettext(
                "%(orders)s more order held all but one",
                "%(orders)s more orders held all but one",
                one.but_one,
            )
            % {"orders": count(one.but_one)},
        )
        for one in suggestions
    ]


def _together(one: Suggestion) -> str:
    return ngettext(
        "%(orders)s order, %(share)s of all", "%(orders)s orders, %(share)s of all", one.together
    ) % {"orders": count(one.together), "share": share(one.together, one.orders)}


def _of_main(one: Suggestion) -> str:
    return gettext(
        "%(share)s of the %(orders)s with %(product)s (with 95 %% certainty %(lower)s or more)"
    ) % {
        "share": share(one.together, one.of_main),
        "orders": count(one.of_main),
        "product": one.members[0].title,
        "lower": _percent(one.lower),
    }


def _discount(one: Suggestion) -> str:
    if one.margin is None:
        return gettext("%(percent)s %%; what it leaves is not known") % {"percent": one.percent}
    values = {"percent": one.percent, "margin": _percent(one.margin)}
    if one.bounded:
        return gettext("%(percent)s %%, no more: leaves a margin of %(margin)s") % values
    return gettext("%(percent)s %%; leaves a margin of %(margin)s") % values


def _cost(one: Suggestion) -> str:
    return ngettext(
        "%(amount)s of discount in %(orders)s order",
        "%(amount)s of discount in %(orders)s orders",
        one.given,
    ) % {"amount": written(one.discount, one.currency), "orders": count(one.given)}


def _moved(one: Suggestion) -> str:
    return ngettext(
        "%(pieces)s piece, %(revenue)s", "%(pieces)s pieces, %(revenue)s", one.pieces
    ) % {"pieces": count(one.pieces), "revenue": written(one.revenue, one.currency)}


def _said(found: Survey) -> str:
    said = gettext(
        "Counted in %(orders)s orders from %(first)s to %(last)s. A set is suggested where at "
        "least %(least)s of them held it, more than chance would put together."
    ) % {
        "orders": count(found.orders), "least": count(found.least),
        "first": day(found.since), "last": day(found.until),
    }  # fmt: skip
    if found.window_orders > found.orders:
        said += " " + gettext("These are the newest of %(all)s orders of these days.") % {
            "all": count(found.window_orders)
        }
    return said


def _left_out(found: Survey) -> str:
    words = {
        "covered": gettext("%(sets)s in a bundle or a draft already"),
        "not_sold": gettext("%(sets)s that cannot be bought now"),
        "never": gettext("%(sets)s with a product that is never recommended"),
        "no_room": gettext("%(sets)s whose cost leaves no discount"),
        "currencies": gettext("%(sets)s of several currencies"),
    }
    told = [text % {"sets": count(found.left_out[code])} for code, text in words.items()
            if found.left_out.get(code)]  # fmt: skip
    return gettext("Left out: %(sets)s.") % {"sets": ", ".join(told)} if told else ""


def _percent(value: float) -> str:
    return number_format(round(Decimal(str(value)) * 100, 1)) + " %"
