"""Addresses of the plugin, to be included under one prefix."""

from django.urls import URLPattern, URLResolver, include, path

from crosssell import views

app_name = "crosssell"

urlpatterns: list[URLPattern | URLResolver] = [
    path("add/", views.add_all, name="add_all"),
    path("slots/<str:slot>/", views.fragment, name="fragment"),
    path("api/", include("crosssell.api.urls")),
]
