"""How often one visitor may ask the API, by ``CROSSSELL["API_THROTTLE"]``."""

import logging

from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from crosssell import conf

log = logging.getLogger(__name__)


class ApiThrottle(SimpleRateThrottle):
    """Counts by customer, or by address where nobody is signed in.

    It needs no throttle settings of the project. Behind a proxy, set Django REST framework's
    ``NUM_PROXIES``, or a visitor can pretend to come from any address.
    """

    scope = "crosssell-api"

    def get_rate(self) -> str:
        """Return the rate, for example "120/min"."""
        return conf.settings().api_throttle

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return a key of fixed length, which nobody can turn into the address again.

        An address comes from a header of any length.
        """
        user = request.user
        who = f"user {user.pk}" if user.is_authenticated else f"from {self.get_ident(request)}"
        named = salted_hmac("crosssell.api.throttle", who, algorithm="sha256")
        return f"{self.scope}-{named.hexdigest()}"

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether to answer; a cache that is down must not close the API."""
        try:
            return super().allow_request(request, view)
        except Exception as error:  # Every cache backend raises errors of its own.
            log.warning("The API is not throttled, the cache failed: %s", error)
            return True
