"""What a slot shows, as JSON, through the same engine and the same widgets as the pages."""

import logging
from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from crosssell import experiments, registry, slots
from crosssell.analytics.tracking import noting
from crosssell.api import answers
from crosssell.api.serializers import ErrorSerializer, SlotSerializer
from crosssell.api.throttle import ApiThrottle
from crosssell.engine import Planned, plan
from crosssell.facts import Facts
from crosssell.oscar import lookup

log = logging.getLogger(__name__)

NOT_NAMED = ("basket", "customer", "user", "order")


class AlwaysJson(BaseContentNegotiation):
    """Every answer is JSON, errors too, whatever the caller says he accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Return the first parser."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Return the first renderer and its media type."""
        return renderers[0], renderers[0].media_type


class OwnView(APIView):
    """What all answers have in common: they are for the caller himself, and are JSON."""

    authentication_classes = (SessionAuthentication,)
    permission_classes = (AllowAny,)
    throttle_classes = (ApiThrottle,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJson

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A caller that keeps no cookies would be somebody else in each test, at each call."""
        experiments.begin_none(request._request)
        super().initial(request, *args, **kwargs)


def refuse_named(request: Request) -> None:
    """Raise ValidationError where the query names what is always the caller's own."""
    for name in NOT_NAMED:
        if name in request.query_params:
            raise ValidationError(
                {"detail": _("%(name)s cannot be named; it is always yours.") % {"name": name}}
            )


class SlotSchema(AutoSchema):
    """How the schema is made, whatever REST_FRAMEWORK says of a shop's other APIs."""

    def get_operation_id(self) -> str:
        """Return the short name that clients make of the schema."""
        return "slot"


@extend_schema(
    summary="What a slot shows",
    description=(
        "Basket and customer are always the caller's own, known by the shop's cookies. "
        "Every widget is there that the page would show, with prices of this visitor."
    ),
    parameters=[
        OpenApiParameter("slot", str, OpenApiParameter.PATH, description="Name of the slot"),
        OpenApiParameter("product", int, description="Id of the page's product"),
        OpenApiParameter("category", int, description="Id of the page's category"),
    ],
    responses={
        200: SlotSerializer,
        400: OpenApiResponse(ErrorSerializer, "An id that is no number, or a basket is named"),
        404: OpenApiResponse(ErrorSerializer, "No such slot, or nothing public has the id"),
        429: OpenApiResponse(ErrorSerializer, "Asked too often"),
    },
)
@method_decorator(never_cache, name="dispatch")
class SlotView(OwnView):
    """One slot of the page that product and category describe."""

    schema = SlotSchema()

    def get(self, request: Request, slot: str) -> Response:
        """Answer with the slot's widgets; an empty list where it shows nothing."""
        if slots.find(slot) is None:
            raise NotFound(_("No slot has this name."))
        refuse_named(request)
        try:
            subject = lookup.subject(request.query_params)
        except lookup.NotANumber as error:
            raise ValidationError({"detail": str(error)}) from error
        except lookup.NotShown as error:
            raise NotFound(str(error)) from error
        # The engine wants Django's own request, which carries Oscar's basket and strategy.
        facts = Facts.of(request._request, product=subject.product, category=subject.category)
        planned = plan(facts, [slot]).get(slot, ())
        widgets = [
            answers.widget(one, context)
            for one in planned
            if (context := _context(one, facts)) is not None and not context.get("waiting")
        ]
        # What is answered is shown, as far as the shop can know.
        noting.left_out(slot, planned, facts)
        return Response(SlotSerializer({"slot": slot, "widgets": widgets}).data)


def _context(planned: Planned, facts: Facts) -> dict[str, Any] | None:
    """What the widget shows; None where it shows nothing, or fails, as on the page."""
    try:
        found = registry.get("widgets", planned.placement.widget).run(planned, facts)
        noting.widget(planned, found, facts)
        return found
    except Exception:
        log.exception("The widget of placement %s failed", planned.placement.id)
        return None
