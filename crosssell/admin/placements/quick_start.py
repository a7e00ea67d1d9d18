"""Quick start: every place of the shop, drawn, with what is placed there now."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crosssell import slots
from crosssell.admin import permissions, words
from crosssell.admin.placements.wireframe_layout import Drawing, drawing, neutral
from crosssell.admin.preview.link import preview_url
from crosssell.admin.slot_field import page_label
from crosssell.admin.states import OF_PLACEMENTS, state
from crosssell.admin.thresholds.doubts import no_bar
from crosssell.models import Placement


@dataclass(frozen=True)
class Placed:
    """A placement in a slot: its row's id, its name and its state, a code and words."""

    id: int
    name: str
    widget: str
    code: str
    said: str


@dataclass(frozen=True)
class Place:
    """A slot: where it is, in words and as a drawing, and what is there."""

    slot: str
    label: str
    full_label: str
    drawing: Drawing
    own: bool
    placed: tuple[Placed, ...]
    preview: str


@dataclass(frozen=True)
class Page:
    """A page of the shop with its slots."""

    code: str
    label: str
    places: tuple[Place, ...]

    @property
    def used(self) -> int:
        """How many of its slots have something in them."""
        return sum(bool(one.placed) for one in self.places)


def quick_start(request: HttpRequest) -> HttpResponse:
    """The page. Needs the permission to see placements; changes nothing; 8 queries of ours."""
    permissions.require_any(request, permissions.SEE_PLACEMENTS)
    placed = _placed()
    found = pages(placed)
    known = {one.slot for page in found for one in page.places}
    return TemplateResponse(
        request,
        "admin/crosssell/quick_start.html",
        {
            **admin.site.each_context(request),
            "title": _("Quick start"),
            "opts": Placement._meta,
            "pages": found,
            "no_bar": no_bar(request.user),
            "lost": {name: rows for name, rows in placed.items() if name not in known},
            "may_add": permissions.has_any(request.user, ("crosssell.add_placement",)),
        },
    )


def pages(placed: dict[str, list[Placed]]) -> list[Page]:
    """Every page of the table of slots in its order, the shop's own last."""
    groups: defaultdict[str, list[Place]] = defaultdict(list)
    for slot in slots.all_slots():
        groups[slot.page].append(_place(slot, tuple(placed.get(slot.name, ()))))
    return [Page(code, page_label(code), tuple(places)) for code, places in groups.items()]


def _place(slot: slots.Slot, placed: tuple[Placed, ...]) -> Place:
    full, start = str(slot.label), f"{page_label(slot.page)}: "
    short = full.removeprefix(start)
    found = drawing(slot.name)
    return Place(
        slot=slot.name,
        label=short[:1].upper() + short[1:],
        full_label=full,
        drawing=found or neutral(),
        own=found is None,
        placed=placed,
        preview=preview_url(slot.name),
    )


def _placed() -> dict[str, list[Placed]]:
    now = timezone.now()
    found: defaultdict[str, list[Placed]] = defaultdict(list)
    rows = Placement.objects.prefetch_related(*OF_PLACEMENTS)
    for row in rows.order_by("slot", "position", "pk"):
        found[row.slot].append(_row(row, now))
    return dict(found)


def _row(row: Any, now: Any) -> Placed:
    widget = words.label("widgets", row.widget)
    return Placed(row.pk, row.title or widget, widget, *state(row, now))
