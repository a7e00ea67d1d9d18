"""The shipping methods of a shop, as merchants choose them: whatever its Repository is like."""

from typing import Any

import pytest
from oscar.apps.shipping.methods import Base
from oscar.core.loading import get_class

from crosssell.oscar import shipping_methods
from tests.shopdata import make_country

pytestmark = pytest.mark.django_db
Repository = get_class("shipping.repository", "Repository")


class Bike(Base):
    code, name = "bike", "By bike"


class Van(Base):
    code, name = "van", ""


@pytest.fixture
def found(monkeypatch: Any) -> Any:
    """A function that asks a Repository with these attributes."""

    def asked(**attributes: Any) -> list[tuple[str, str]]:
        made = type("Repository", (Repository,), attributes)
        monkeypatch.setattr(shipping_methods, "get_class", lambda *_: made)
        return shipping_methods.shipping_methods()

    return asked


def test_classes_and_instances(found: Any) -> None:
    assert found(methods=(Bike, Van())) == [("bike", "By bike"), ("van", "van")]


def test_those_that_it_offers_where_the_order_goes_to(found: Any) -> None:
    seen = {}

    def offered(self: Any, basket: Any, shipping_addr: Any = None, **_: Any) -> list[Any]:
        country = shipping_addr and shipping_addr.country.pk
        seen["lines"], seen["country"] = list(basket.all_lines()), country
        return [Van(), Bike()]

    everything = [("bike", "By bike"), ("van", "van")]
    assert found(methods=(Bike(),), get_available_shipping_methods=offered) == everything
    assert seen == {"lines": [], "country": None}
    country = make_country()
    assert found(methods=(Bike(),), get_available_shipping_methods=offered) == everything
    assert seen == {"lines": [], "country": country.pk}


def test_a_repository_that_cannot_be_asked(found: Any, monkeypatch: Any) -> None:
    def fails(self: Any, **_: Any) -> list[Any]:
        raise LookupError

    assert found(methods=(Bike(),), get_available_shipping_methods=fails) == [("bike", "By bike")]
    assert found(methods=None, get_available_shipping_methods=lambda self, **_: [Van()]) == [
        ("van", "van")
    ]
    monkeypatch.setattr(shipping_methods, "get_class", lambda *_: fails(None))
    assert shipping_methods.shipping_methods() == []
