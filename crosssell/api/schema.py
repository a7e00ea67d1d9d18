"""The API's OpenAPI schema, and the page to browse it."""

from typing import Any

from django.templatetags.static import static
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerView
from rest_framework.permissions import AllowAny

from crosssell import __version__

OWN = "crosssell."
SIDECAR = "drf_spectacular_sidecar/swagger-ui-dist"


class Generator(SchemaGenerator):
    """Describes this plugin alone: a shop's other APIs are not ours to show."""

    def _initialise_endpoints(self) -> None:
        super()._initialise_endpoints()
        self.endpoints = [
            endpoint for endpoint in self.endpoints if endpoint[3].cls.__module__.startswith(OWN)
        ]

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        """Return the schema under our own name, whatever the shop calls its API."""
        schema = super().get_schema(request, public)
        schema["info"] = {
            "title": "Crosssell",
            "version": __version__,
            "description": "What the shop shows, for shops that render their own pages.",
        }
        return schema


class Schema(SpectacularJSONAPIView):
    """The raw schema."""

    schema = None
    generator_class = Generator
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()


class Docs(SpectacularSwaggerView):
    """The schema to read and try out; every file of the page comes from the shop itself."""

    schema = None
    url_name = "crosssell:api-schema"
    title = "Crosssell"
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = ()

    @staticmethod
    def _swagger_ui_resource(filename: str) -> str:
        return static(f"{SIDECAR}/{filename}")

    @staticmethod
    def _swagger_ui_favicon() -> str:
        return static(f"{SIDECAR}/favicon-32x32.png")
