"""The plugin's addresses for shoppers: add to the basket, and the HTML of one slot."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import RequestContext
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from crosssell import render as rendering
from crosssell import slots, threshold_changes
from crosssell.oscar import baskets, lookup
from crosssell.sets.changes import changes

MOST_PRODUCTS = 50
MOST_PIECES = 9_999
BASKET_CHANGED = "crosssell:basket-changed"
# Marks that turn the direction of the text after them; a title must not turn a whole message.
TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


class Refused(ValueError):
    """The whole form cannot be used; the text tells the shopper why."""


@require_POST
@csrf_protect
@never_cache
def add_all(request: HttpRequest) -> HttpResponse:
    """Add the ticked products to the visitor's basket, all in one request.

    Form: ``product`` (an id, once for each), ``choice-<id>`` (the variant, where that product is
    a parent), ``quantity`` (of each; 1 when missing), ``together`` (all of them or nothing),
    ``next`` (a path of this site to go on to).
    htmx gets the result as a piece of HTML, everybody else a redirect and Django's messages.
    """
    before = dict(request.basket.applied_offers())
    error = ""
    outcome = baskets.Outcome()
    try:
        outcome = baskets.add(request, list(_wishes(request)), "together" in request.POST)
    except Refused as refused:
        error = str(refused)
    return answered(request, outcome, error, before)


def answered(
    request: HttpRequest, outcome: baskets.Outcome, error: str, before: dict[int, Any]
) -> HttpResponse:
    """What came of adding: a piece of HTML for htmx, else a redirect and Django's messages.

    ``before`` are the offers that the basket had.
    """
    if request.headers.get("HX-Request") == "true":
        said = _changes(request, before) if outcome.added else []
        context = {"outcome": outcome, "error": error, "changes": said}
        response = render(request, "crosssell/partials/result.html", context)
        if outcome.added:
            response["HX-Trigger"] = BASKET_CHANGED
    else:
        _tell(request, outcome, error, before)
        response = HttpResponseRedirect(_next(request))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
@never_cache
def fragment(request: HttpRequest, slot: str) -> HttpResponse:
    """Return the HTML of a slot, for pages that come from a cache or another server.

    Query: ``product``, ``category`` (ids). An unknown slot is a 404, so is what a visitor may
    not see; an id that is no number is a 400. An empty slot is an empty answer.
    """
    if slots.find(slot) is None:
        return _text(_("No slot has this name."), 404)
    try:
        subject = lookup.subject(request.GET)
    except lookup.NotANumber as error:
        return _text(str(error), 400)
    except lookup.NotShown as error:
        return _text(str(error), 404)
    named = {"product": subject.product, "category": subject.category}
    context = RequestContext(request, {key: value for key, value in named.items() if value})
    context["request"] = request
    return HttpResponse(rendering.slot(context, slot))


def _text(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _wishes(request: HttpRequest) -> Iterator[baskets.Wish]:
    form = request.POST
    raw = dict.fromkeys(form.getlist("product"))
    if not raw:
        raise Refused(_("Please tick at least one product."))
    if len(raw) > MOST_PRODUCTS:
        raise Refused(
            _("At most %(most)d products can be added at once.") % {"most": MOST_PRODUCTS}
        )
    try:
        quantity = lookup.number("quantity", form.get("quantity", "1").strip())
    except lookup.NotANumber:
        quantity = 0
    if not 1 <= quantity <= MOST_PIECES:
        raise Refused(
            _("The quantity must be a whole number from 1 to %(most)d.") % {"most": MOST_PIECES}
        )
    try:
        for text in raw:
            product_id = lookup.number("product", text)
            choice = form.get(f"choice-{product_id}")
            child_id = None if choice is None else lookup.number("choice", choice)
            yield baskets.Wish(product_id, child_id, quantity)
    except lookup.NotANumber as error:
        raise Refused(_("This product is not known here. Please reload the page.")) from error


def _tell(
    request: HttpRequest, outcome: baskets.Outcome, error: str, before: dict[int, Any]
) -> None:
    if error:
        messages.error(request, error)
    if outcome.added:
        # In quotes: titles hold commas of their own.
        titles = [_("“%(title)s”") % {"title": _straight(added.title)} for added in outcome.added]
        names = get_text_list(titles, _("and"))
        messages.success(request, _("Added to your basket: %(names)s") % {"names": names})
    for refusal in outcome.refused:
        title = f"{_straight(refusal.title)}: " if refusal.title else ""
        messages.warning(request, f"{_('Not added:')} {title}{refusal.reason}")
    if outcome.added:
        for level, text in baskets.messages_about_offers(request, before):
            messages.add_message(request, level, text, extra_tags="safe noicon")


def _changes(request: HttpRequest, before: dict[int, Any]) -> list[Any]:
    after = request.basket.applied_offers()
    return [
        *threshold_changes.waiting(request.basket),
        *changes(before, after),
        *threshold_changes.changes(before, after, request.basket),
    ]


def _straight(title: str) -> str:
    return title.translate(TURNING)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    for url in (wanted, request.headers.get("Referer", "")):
        if url and url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        ):
            return url
    return baskets.summary_url()
