"""How far the basket is from each tier, as JSON, of the same bars as on the pages."""

import re

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from crosssell.api.serializers import ErrorSerializer
from crosssell.api.threshold_answers import mark, threshold
from crosssell.api.threshold_serializers import ThresholdsSerializer
from crosssell.api.views import OwnView, refuse_named
from crosssell.threshold_bar import bars

CURRENCY = re.compile(r"[A-Z]{3}")


class ThresholdsSchema(AutoSchema):
    """How the schema is made, whatever REST_FRAMEWORK says of a shop's other APIs."""

    def get_operation_id(self) -> str:
        """Return the short name that clients make of the schema."""
        return "thresholds"


@extend_schema(
    summary="How far the basket is from each tier of the thresholds",
    description=(
        "Basket and customer are always the caller's own, known by the shop's cookies. "
        "What is said is what checkout would grant."
    ),
    parameters=[
        OpenApiParameter(
            "currency",
            str,
            description="While the basket is empty: in which currency (ISO 4217)",
        ),
    ],
    responses={
        200: ThresholdsSerializer,
        400: OpenApiResponse(ErrorSerializer, "No currency, or a basket is named"),
        429: OpenApiResponse(ErrorSerializer, "Asked too often"),
    },
)
@method_decorator(never_cache, name="dispatch")
class ThresholdsView(OwnView):
    """The bars of the visitor."""

    schema = ThresholdsSchema()

    def get(self, request: Request) -> Response:
        """Answer with every threshold; an empty list where there is none for the visitor."""
        refuse_named(request)
        own = request._request
        found = bars(own.basket, own.user, own, _currency(request))
        answer = {
            "currency": found.currency,
            "thresholds": [threshold(bar) for bar in found.all if bar.threshold_id is not None],
            "recognised": [mark(one) for one in found.recognised],
            "assumption": found.assumption,
        }
        return Response(ThresholdsSerializer(answer).data)


def _currency(request: Request) -> str:
    given = request.query_params.getlist("currency")
    if not given:
        return ""
    if len(given) > 1 or not CURRENCY.fullmatch(given[0]):
        raise ValidationError({"detail": _("currency must be one code of three capital letters.")})
    return str(given[0])
