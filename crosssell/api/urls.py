"""Addresses of the API: one slot, and the schema, raw and to browse."""

from django.urls import path

from crosssell.api.schema import Docs, Schema
from crosssell.api.views import SlotView

urlpatterns = [
    path("slots/<str:slot>/", SlotView.as_view(), name="api-slot"),
    path("schema/", Docs.as_view(), name="api-docs"),
    path("schema/openapi.json", Schema.as_view(), name="api-schema"),
]
