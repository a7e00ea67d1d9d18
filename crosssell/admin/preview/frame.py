"""What a placement looks like to the shopper: a page of its own, for a frame without scripts."""

import logging
from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.template.loader import render_to_string

from crosssell import render, slots
from crosssell.engine import Planned
from crosssell.facts import Facts

log = logging.getLogger(__name__)

SHOP = "admin/crosssell/preview_frame.html"
# Without the shop's own layout: that of mail, and where the shop's fails.
PLAIN = "admin/crosssell/preview_frame_plain.html"


def frame(planned: Planned, facts: Facts, request: HttpRequest) -> str:
    """The page with the widget in the shop's own styles; "" where the widget fails or is empty."""
    slot = slots.find(planned.placement.slot)
    mail = slot is not None and slot.page == render.MAIL
    widget = render.preview(planned, facts, request=request, site=_site(request) if mail else None)
    if not widget.strip():
        return ""
    context: dict[str, Any] = {"widget": widget, "mail": mail}
    if not mail:
        try:
            return render_to_string(SHOP, context, request)
        except Exception:
            log.exception("The shop's layout failed in a preview; the widget is shown without it.")
    return render_to_string(PLAIN, context)


def _site(request: HttpRequest) -> Any:
    # As Oscar's mails do: the current site, and where there is none the links stay relative.
    if not apps.is_installed("django.contrib.sites"):
        return None
    sites = apps.get_model("sites", "Site").objects
    try:
        return sites.get_current(request)
    except sites.model.DoesNotExist:
        return None
