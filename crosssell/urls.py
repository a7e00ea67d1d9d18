"""Addresses of the plugin, to be included under one prefix."""

from django.urls import URLPattern, URLResolver

app_name = "crosssell"

urlpatterns: list[URLPattern | URLResolver] = []
