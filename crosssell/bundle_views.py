"""Bundles for shoppers: the page of one, its set with other choices, and adding all of it."""

from __future__ import annotations

import logging
from collections import Counter

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_POST

from crosssell import placements
from crosssell.analytics.tracking import landing
from crosssell.facts import Facts
from crosssell.models import Bundle
from crosssell.models.bundle_reading import live
from crosssell.oscar import baskets
from crosssell.sets import listing
from crosssell.sets.chosen import NotAChoice, address_of, choices_of, choices_or_none
from crosssell.sets.filled import Choices, Sets
from crosssell.sets.notes import notes_of
from crosssell.sets.sharing import shared
from crosssell.sets.shown import ShownSet
from crosssell.showing import Thing
from crosssell.tokens import FIELD as TOKEN
from crosssell.tokens import token_of
from crosssell.views import answered

PLACE_LENGTH = 20
PAGE = "page"


log = logging.getLogger(__name__)


@require_GET
@never_cache
def bundle_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one bundle. Query: the choices of its form, so that a choice can be shared.

    404 where there is none for this visitor, in words where there is one for others or has been.
    """
    facts = Facts.of(request)
    bundle = _live(facts, slug)
    if bundle is None:
        return _not_there(request, facts, slug)
    sets = _sets(facts, bundle, choices_or_none(request.GET))
    shown = listing.only(sets)
    address = request.build_absolute_uri(reverse("crosssell:bundle", kwargs={"slug": slug}))
    context = {
        "bundle": bundle,
        "bundle_set": shown,
        "thing": _reached(request, bundle),
        "notes": notes_of(bundle, facts.now),
        "place": PAGE,
        "in_place": True,
        "address": address,
        "shared": shared(request, bundle, shown, address),
    }
    return render(request, "crosssell/bundle.html", context)


@require_GET
@never_cache
def bundle_set(request: HttpRequest, slug: str) -> HttpResponse:
    """The HTML of the set with other choices, and what it costs then.

    Query: the form of the set. 404 where the visitor cannot have the bundle.
    """
    facts = Facts.of(request)
    bundle = _live(facts, slug)
    sets = bundle and _sets(facts, bundle, choices_or_none(request.GET))
    shown = listing.only(sets) if sets else None
    if bundle is None or shown is None:
        text = _("This bundle is not offered any more.")
        return HttpResponse(text, status=404, content_type="text/plain; charset=utf-8")
    place = request.GET.get("place", "")
    known = place if place.isascii() and place.isalnum() and len(place) <= PLACE_LENGTH else PAGE
    context = {
        "bundle_set": shown,
        "thing": Thing(landing.of_bundle(request, bundle.pk)),
        "notes": notes_of(bundle, facts.now),
        "place": known,
        "level": "h2" if known == PAGE else "h3",
        "in_place": True,
    }
    return render(request, "crosssell/partials/set.html", context)


@require_POST
@csrf_protect
@never_cache
def add_bundle(request: HttpRequest, slug: str) -> HttpResponse:
    """Add every part of a bundle to the visitor's basket, or nothing where one cannot be had.

    Form: ``part-<number>`` (the product for a part: once for all its pieces, or once for each),
    ``show`` (go to the bundle's page with these choices instead), ``next``. A part that is not
    named gets what the shop would propose. Answers as ``views.add_all`` does.
    """
    facts = Facts.of(request)
    before = dict(request.basket.applied_offers())
    outcome, error = baskets.Outcome(), ""
    try:
        choices = choices_of(request.POST)
        if "show" in request.POST:
            return HttpResponseRedirect(_address(facts, slug, choices))
        outcome, error = _added(request, facts, slug, choices)
    except NotAChoice:
        error = _("This product is not known here. Please reload the page.")
    return answered(request, outcome, error, before)


def _added(
    request: HttpRequest, facts: Facts, slug: str, choices: Choices
) -> tuple[baskets.Outcome, str]:
    over = _("This bundle is not offered any more. Nothing was added.")
    bundle = _live(facts, slug)
    if bundle is None:
        return baskets.Outcome(), over
    sets = _sets(facts, bundle, choices)
    shown = listing.only(sets)
    if shown is not None and _as_chosen(shown, choices):
        return baskets.add(request, _wishes(shown.pieces), together=True), ""
    # Why not: what was chosen cannot be bought, or it makes no set that saves anything.
    refused = baskets.refusals(request, _wishes(_chosen(sets, bundle, choices)))
    if refused:
        return baskets.Outcome(refused=refused), ""
    return baskets.Outcome(), over if shown is None else _("Please choose each part once more.")


def _chosen(sets: Sets, bundle: Bundle, choices: Choices) -> Counter[int]:
    """The pieces that a form asks for, and those of parts that only one product fills."""
    found: Counter[int] = Counter()
    for number, part in enumerate(sets.parts[bundle.pk], start=1):
        ids = choices.get(number) or sorted(pk for kind, pk in part.targets if kind == "product")
        for pk in ids if len(ids) == part.quantity else ids[:1]:
            found[pk] += part.quantity // (len(ids) if len(ids) == part.quantity else 1)
    return found


def _as_chosen(shown: ShownSet, choices: Choices) -> bool:
    """Whether the set holds what the form asks for, part by part."""
    for part in shown.parts:
        ids = choices.get(part.number, ())
        asked = Counter(ids if len(ids) > 1 else list(ids) * part.quantity)
        if ids and asked != Counter(one.id for one in part.picks):
            return False
    return all(1 <= number <= len(shown.parts) for number in choices)


def _wishes(pieces: Counter[int]) -> list[baskets.Wish]:
    return [baskets.Wish(pk, None, quantity) for pk, quantity in pieces.items()]


def _live(facts: Facts, slug: str) -> Bundle | None:
    return next(iter(listing.seen(_in_force(facts, slug), facts.request)), None)


def _in_force(facts: Facts, slug: str) -> QuerySet[Bundle]:
    return live(facts.now, facts.user.pk if facts.user is not None else None).filter(slug=slug)


def _sets(facts: Facts, bundle: Bundle, choices: Choices) -> Sets:
    return listing.of_bundle(facts, placements.current().run_id, bundle, choices)


def _not_there(request: HttpRequest, facts: Facts, slug: str) -> HttpResponse:
    """Of one that has ended, or is under test and not in the visitor's part, it says so."""
    over = Bundle.objects.filter(slug=slug, active=True, ends_at__lte=facts.now, group=None)
    ended = over.first()
    found = ended or _in_force(facts, slug).first()
    if found is None:
        raise Http404(slug)
    context = {"bundle": found, "ended": ended is not None}
    return render(request, "crosssell/bundle_ended.html", context, status=404)


def _reached(request: HttpRequest, bundle: Bundle) -> Thing:
    """Where the visitor has found the bundle, for its form; a click. It never fails the page."""
    try:
        return Thing(landing.on_bundle(request, bundle.pk))
    except Exception:
        log.exception("A click on bundle %s was not counted.", bundle.pk)
        return Thing()


def _address(facts: Facts, slug: str, choices: Choices) -> str:
    """The bundle's page with these choices, and with where the visitor has found it."""
    bundle = _live(facts, slug) if TOKEN in facts.request.POST else None
    found = bundle and landing.of_bundle(facts.request, bundle.pk)
    more = {} if found is None else {TOKEN: token_of(found)}
    return address_of(slug, choices, more)
