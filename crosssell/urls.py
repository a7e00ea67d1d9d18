"""Addresses of the plugin, to be included under one prefix."""

from django.urls import URLPattern, URLResolver, include, path

from crosssell import bar_views, bundle_views, gift_views, seen_views, views

app_name = "crosssell"

urlpatterns: list[URLPattern | URLResolver] = [
    path("add/", views.add_all, name="add_all"),
    path("bundles/<slug:slug>/", bundle_views.bundle_page, name="bundle"),
    path("bundles/<slug:slug>/set/", bundle_views.bundle_set, name="bundle_set"),
    path("bundles/<slug:slug>/add/", bundle_views.add_bundle, name="add_bundle"),
    path("gift/<int:tier>/", gift_views.claim_gift, name="claim_gift"),
    path("bars/", bar_views.bars, name="bars"),
    path("seen/", seen_views.seen, name="seen"),
    path("slots/<str:slot>/", views.fragment, name="fragment"),
    path("api/", include("crosssell.api.urls")),
]
