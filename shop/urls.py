"""Addresses of the storefront: its home page, Oscar, the plugin and the admin."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.static import serve

from shop.home import home

urlpatterns = [
    path("", home, name="shop-home"),
    path("admin/", admin.site.urls),
    path("crosssell/", include("crosssell.urls")),
    # The demo serves its own pictures; see docs/decisions/shop-server.md.
    re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include(apps.get_app_config("oscar").urls[0])),
]

handler403 = "oscar.views.handler403"
handler404 = "oscar.views.handler404"
handler500 = "oscar.views.handler500"
