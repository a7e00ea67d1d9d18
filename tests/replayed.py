"""Past orders replayed through a bundle, and what that told of the one currency."""

from decimal import Decimal
from typing import Any

from crosssell.models import Bundle
from crosssell.simulation import Simulation, simulate
from crosssell.simulation.results import InCurrency
from tests.bundled import make_bundle
from tests.teatime import NOW


def replay(bundle: Bundle, **how: Any) -> Simulation:
    """Replay the orders through the bundle as it is saved."""
    return simulate(Bundle.objects.get(pk=bundle.pk), now=NOW, **how)


def draft(*parts: Any, percent: str = "10", **fields: Any) -> Bundle:
    """A bundle that is not live."""
    return make_bundle(*parts, name="Draft", args={"percent": percent}, active=False, **fields)


def only(result: Simulation) -> InCurrency:
    (found,) = result.in_currency
    return found


def sums(result: Simulation) -> tuple[int, int, Decimal]:
    """Orders that complete it, orders that get it, and the discount."""
    found = only(result)
    return found.qualified, found.given, found.discount
