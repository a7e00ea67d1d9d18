"""The bars of a page, and what fills the gap, as new after its basket has changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from crosssell import experiments, placements, render
from crosssell.core.placement import idle_reason
from crosssell.engine import Planned
from crosssell.facts import Facts
from crosssell.oscar import lookup

# Widgets about the basket, which are renewed with it.
WIDGETS = ("threshold", "gap_filler")
MOST_BARS = 20


@require_GET
@never_cache
def bars(request: HttpRequest) -> HttpResponse:
    """Return the HTML of the bars and gap fillers of one page, one after the other.

    Query: ``placement`` (ids, once for each), ``product`` (of the page, if it has one), ``next``
    (the path of the page). A placement of another widget, or not in force, is left out; an id
    that is no number is a 400, a product that a visitor may not see a 404.
    """
    wanted = request.GET.getlist("placement")
    if len(wanted) > MOST_BARS:
        return _text(_("At most %(most)d bars at once.") % {"most": MOST_BARS}, 400)
    try:
        ids = {lookup.number("placement", text) for text in wanted}
        subject = lookup.subject(request.GET)
    except lookup.NotANumber as error:
        return _text(str(error), 400)
    except lookup.NotShown as error:
        return _text(str(error), 404)
    facts = Facts.of(request, product=subject.product, category=subject.category)
    shown = [
        view
        for views in placements.current().by_slot.values()
        for view in views
        if view.id in ids
        and view.widget in WIDGETS
        and not view.problem
        and not idle_reason(view, facts.now)
        and experiments.sees(request, experiments.PLACEMENT, view.id)
    ]
    return HttpResponse("".join(render.piece(Planned(view), facts) for view in shown))


def _text(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
