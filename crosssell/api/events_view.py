"""What a headless shop tells of the things it has shown, as pages do with links and forms."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from crosssell import visitors
from crosssell.analytics import tracking
from crosssell.analytics.tracking import adding, beacon
from crosssell.api.event_serializers import EventsSerializer, NotedSerializer
from crosssell.api.serializers import ErrorSerializer
from crosssell.api.views import OwnView, refuse_named


class EventsSchema(AutoSchema):
    """How the schema is made, whatever REST_FRAMEWORK says of a shop's other APIs."""

    def get_operation_id(self) -> str:
        """Return the short name that clients make of the schema."""
        return "events"


@extend_schema(
    summary="Tell what was seen, clicked or put in the basket",
    description=(
        "Send the tokens of what a slot has shown. Telling the same again counts once. Basket and "
        "customer are always the caller's own, so a touch is told after the product has gone into "
        "the basket. Calls carry the visitor's own headers: without a user agent, from crawlers "
        "and staff, and with Sec-GPC or DNT nothing is counted. A signed-in caller sends "
        "Django's CSRF token in X-CSRFToken."
    ),
    request=EventsSerializer,
    responses={
        200: NotedSerializer,
        400: OpenApiResponse(ErrorSerializer, "Not the fields above, or not in the basket"),
        403: OpenApiResponse(ErrorSerializer, "Signed in, and no CSRF token"),
        429: OpenApiResponse(ErrorSerializer, "Told too often"),
    },
)
@method_decorator(never_cache, name="dispatch")
class EventsView(OwnView):
    """Takes events of the caller's own visit."""

    schema = EventsSchema()
    parser_classes = (JSONParser,)

    def post(self, request: Request) -> Response:
        """Answer with how many of them are counted."""
        refuse_named(request)
        told = EventsSerializer(data=request.data)
        told.is_valid(raise_exception=True)
        own, fields = request._request, told.validated_data
        if fields["kind"] == tracking.TOUCH:
            noted = _touch(own, fields)
        elif visitors.counts(own):
            noted = beacon.note(fields["kind"], fields["tokens"], own)
        else:
            noted = 0
        return Response(NotedSerializer({"noted": noted}).data)


def _touch(request: Any, fields: dict[str, Any]) -> int:
    product_id, quantity = fields.get("product"), fields["quantity"]
    if product_id is None:
        raise ValidationError({"product": [_("A touch names the product.")]})
    lines = [line for line in request.basket.all_lines() if line.product_id == product_id]
    if sum(line.quantity for line in lines) < quantity:
        raise ValidationError({"product": [_("So much of this product is not in your basket.")]})
    if not visitors.counts(request):
        return 0
    return adding.touched(
        request, beacon.read(fields["tokens"]), lines[0].product, quantity, request.basket.pk
    )
