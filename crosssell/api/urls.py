"""Addresses of the API: one slot, thresholds, and the schema, raw and to browse."""

from django.urls import path

from crosssell.api.events_view import EventsView
from crosssell.api.report_view import ReportView
from crosssell.api.schema import Docs, Schema
from crosssell.api.threshold_view import ThresholdsView
from crosssell.api.views import SlotView

urlpatterns = [
    path("slots/<str:slot>/", SlotView.as_view(), name="api-slot"),
    path("thresholds/", ThresholdsView.as_view(), name="api-thresholds"),
    path("events/", EventsView.as_view(), name="api-events"),
    path("reports/<str:by>/", ReportView.as_view(), name="api-report"),
    path("schema/", Docs.as_view(), name="api-docs"),
    path("schema/openapi.json", Schema.as_view(), name="api-schema"),
]
