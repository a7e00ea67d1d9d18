"""Reports as JSON, for staff: the same figures as in admin."""

from typing import Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from crosssell.analytics.reports import QueryError, query_of, report
from crosssell.api.report_serializers import ReportSerializer
from crosssell.api.serializers import ErrorSerializer
from crosssell.api.views import OwnView
from crosssell.core.figures import DIMENSIONS

SEE = "crosssell.view_dailycount"
ROWS, MOST_ROWS, MOST_PAGE = 50, 500, 1_000_000
PARAMETERS = {
    "from": "First day, as 2026-03-01; four weeks before the last if missing",
    "to": "Last day; yesterday if missing",
    "currency": "Of orders and amounts (ISO 4217); the one of most orders if missing",
    "placement": "Ids of placements, apart by commas",
    "slot": "Name of a slot",
    "strategy": "Code of a strategy",
    "compare": "1 (usual) compares with as many days directly before, 0 does not",
    "sort": "Code of the figure whose largest value goes first; net if missing",
    "page": "Counts from 1",
    "size": f"Rows a page, {MOST_ROWS} at most",
}


class MaySeeReports(BasePermission):
    """Active staff who may see daily counts."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether to answer."""
        user = request.user
        return bool(user.is_active and user.is_staff and user.has_perm(SEE))


class ReportSchema(AutoSchema):
    """How the schema is made, whatever REST_FRAMEWORK says of a shop's other APIs."""

    def get_operation_id(self) -> str:
        """Return the short name that clients make of the schema."""
        return "report"


@extend_schema(
    summary="What was shown, what came of it and what it brought",
    description=(
        "For staff with the permission to view daily counts. Amounts are without tax and "
        "shipping, after discounts, and in one currency. Beside each revenue stands what a "
        "holdout says of it, or that it was not tested."
    ),
    parameters=[
        OpenApiParameter(
            "by", str, OpenApiParameter.PATH, description="What a row is", enum=DIMENSIONS
        ),
        *(OpenApiParameter(name, str, description=text) for name, text in PARAMETERS.items()),
    ],
    responses={
        200: ReportSerializer,
        400: OpenApiResponse(ErrorSerializer, "A parameter cannot be; the answer names it"),
        403: OpenApiResponse(ErrorSerializer, "Not signed in as staff who may see reports"),
        404: OpenApiResponse(ErrorSerializer, "No such report"),
        429: OpenApiResponse(ErrorSerializer, "Asked too often"),
    },
)
@method_decorator(never_cache, name="dispatch")
class ReportView(OwnView):
    """One report."""

    schema = ReportSchema()
    permission_classes = (MaySeeReports,)

    def get(self, request: Request, by: str) -> Response:
        """Answer with one page of the report."""
        if by not in DIMENSIONS:
            raise NotFound(_("No such report; choose one of %s.") % ", ".join(DIMENSIONS))
        typed = request.query_params
        unknown = sorted(set(typed) - set(PARAMETERS))
        try:
            if unknown:
                known = {"name": unknown[0][:60], "known": ", ".join(PARAMETERS)}
                raise QueryError(_("%(name)s: no such parameter; choose of %(known)s.") % known)
            found = report(
                query_of(typed),
                by,
                sort=typed.get("sort", ""),
                page=_number(typed, "page", 1, MOST_PAGE),
                size=_number(typed, "size", ROWS, MOST_ROWS),
            )
        except QueryError as error:
            raise ValidationError({"detail": str(error)}) from error
        return Response(ReportSerializer(found).data)


def _number(typed: Any, name: str, usual: int, most: int) -> int:
    text = typed.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= most):
        limits = {"name": name, "most": most}
        raise QueryError(_("%(name)s: write a number from 1 to %(most)d.") % limits)
    return int(text)
